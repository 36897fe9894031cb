/** What changed between Kubernetes versions that netk follows, with the place that says so. */
export const kubernetesChanges = {
  /** kube-proxy names two nfacct counters in its rules, where the kernel has nfnetlink_acct (EKS among them). */
  nfacct: { since: '1.31', source: 'CHANGELOG-1.31, kubernetes/kubernetes #122812 and #125015' },
  /** kube-proxy warns at its start in IPVS mode. */
  ipvsDeprecated: { since: '1.35', source: 'CHANGELOG-1.35, kubernetes/kubernetes #134539; KEP 5495' },
  /** The API server warns when a Service has external addresses. */
  externalIpsDeprecated: { since: '1.36', source: 'CHANGELOG-1.36, kubernetes/kubernetes #137293; KEP 5707' },
  /** RelaxedServiceNameValidation is on: the name of a Service may begin with a digit. */
  digitServiceNames: { since: '1.36', source: 'CHANGELOG-1.36, kubernetes/kubernetes #136389' },
} as const satisfies Record<string, { readonly since: string; readonly source: string }>;

export type KubernetesChange = keyof typeof kubernetesChanges;

/** Whether a cluster of this version has the change. A cluster that names no version, or an unreadable one, is of the newest. */
export function hasChange(version: string | undefined, change: KubernetesChange): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (major === undefined || minor === undefined) return true;
  const [sinceMajor, sinceMinor] = kubernetesChanges[change].since.split('.').map(Number) as [number, number];
  return Number(major) > sinceMajor || (Number(major) === sinceMajor && Number(minor) >= sinceMinor);
}
