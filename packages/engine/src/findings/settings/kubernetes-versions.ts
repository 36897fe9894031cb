import { changes, hasChange } from '../../plan/versions.ts';
import type { Cluster } from '../../topology/cluster.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK056: the name of a Service begins with a digit before Kubernetes takes it. NK138: what Kubernetes is about to drop. */
export const kubernetesVersions: Check = {
  codes: ['NK056', 'NK138'],
  doc: 'The Kubernetes version refuses the name of a Service, or warns of a setting.',
  *run({ plan }) {
    const versions = new Map<string, string | undefined>();
    for (const cluster of plan.topology.clusters) {
      const version = settingOf(cluster.settings, 'kubernetes')?.values[0];
      versions.set(cluster.id, version);
      yield* deprecated(cluster, version);
    }
    for (const { id, name, cluster, builtin } of plan.services) {
      const version = versions.get(cluster);
      if (builtin || !/^\d/.test(name) || hasChange(version, 'digitServiceNames')) continue;
      yield {
        code: 'NK056',
        severity: 'error',
        about: id,
        message: `the name of service ${name} begins with a digit, which Kubernetes takes from ${changes.digitServiceNames.since} on: this cluster is ${version}`,
        related: [],
      };
    }
  },
};

function* deprecated({ settings, services }: Cluster, version: string | undefined): Generator<Finding> {
  const hint = (about: Finding['about'], message: string): Finding => ({
    code: 'NK138',
    severity: 'hint',
    about,
    message,
    related: [],
  });
  const proxy = settingOf(settings, 'kube-proxy');
  if (proxy?.values[0] === 'ipvs' && hasChange(version, 'ipvsDeprecated'))
    yield hint(
      proxy.id,
      `kube-proxy warns of mode ipvs since Kubernetes ${changes.ipvsDeprecated.since}: iptables and nftables stay`,
    );
  for (const service of services) {
    const distribution = settingOf(service.settings, 'trafficDistribution');
    if (distribution?.values[0] === 'PreferClose' && hasChange(version, 'preferCloseDeprecated'))
      yield hint(
        distribution.id,
        `PreferClose is the deprecated word for PreferSameZone since Kubernetes ${changes.preferCloseDeprecated.since}`,
      );
    const written = settingOf(service.settings, 'externalIPs');
    if (written && hasChange(version, 'externalIpsDeprecated'))
      yield hint(
        written.id,
        `externalIPs are deprecated since Kubernetes ${changes.externalIpsDeprecated.since}: a load balancer gives service ${service.name} its address`,
      );
  }
}
