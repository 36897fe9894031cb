import type { Listener, ListenerAction, ListenerRule } from '../../../plan/balancer.ts';
import type { Ingress } from '../../../topology/cluster.ts';
import { elementId } from '../../../topology/id.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import type { Report } from '../common/report.ts';
import { certificatesOf } from '../google/certificates.ts';
import type { Frontage } from '../google/front.ts';

const managed = 'managed-certificates';
/** Certificates that are in Google Cloud first (a ManagedCertificate becomes one of them), then Secrets (kubernetes/ingress-gce, pkg/translator, ToCompositeSSLCertificates). */
const certificateKeys = ['pre-shared-cert', managed, 'tls'];

/** Statuses of a redirect by the name that a FrontendConfig gives them (pkg/apis/frontendconfig/v1beta1, HttpsRedirectConfig). */
const redirects: ReadonlyMap<string, number> = new Map([
  ['MOVED_PERMANENTLY_DEFAULT', 301],
  ['FOUND', 302],
  ['SEE_OTHER', 303],
  ['TEMPORARY_REDIRECT', 307],
  ['PERMANENT_REDIRECT', 308],
]);

const on = (settings: readonly Setting[], key: string, fallback: boolean): boolean =>
  (settingOf(settings, key)?.values[0] ?? String(fallback)) === 'true';

/**
 * The forwarding rules of an Ingress: port 80 unless `allow-http` is false, port 443 with a certificate (pkg/loadbalancers, l7.go, edgeHop). The address of an internal one has both only
 * where it is reserved.
 */
export function listenersOf(
  { id, name, settings, vips }: Ingress,
  frontage: Frontage,
  { rules, otherwise }: { readonly rules: readonly ListenerRule[]; readonly otherwise: ListenerAction },
  report: Report,
): readonly Listener[] {
  const tls = certificatesOf(settings, certificateKeys);
  const secure = tls.certificates.length > 0;
  const plain = on(settings, 'ingress.allow-http', true);
  const refuse = (why: string): void => report.refuse('NK086', id, `ingress ${name}: ${why}`);
  if (!plain && !secure) refuse('ingress.allow-http is false, and it has no certificate: nothing is left to listen on');
  if (frontage === 'internal' && plain && secure && vips.length === 0)
    refuse(
      'the address of an internal balancer has HTTP and HTTPS only where it is reserved: write one, or ingress.allow-http false',
    );
  if (frontage !== 'global' && settingOf(settings, managed))
    refuse('a ManagedCertificate is for global balancers alone: a regional one takes pre-shared-cert or tls');
  const redirect = redirectOf(settings);
  if (redirect !== undefined && frontage === 'internal')
    report.tell('NK086', id, `ingress ${name}: an internal balancer has no FrontendConfig, and redirects nothing`);
  const redirected = redirect !== undefined && frontage !== 'internal' && secure;
  const toHttps: ListenerAction = { kind: 'redirect', status: redirect ?? 301, protocol: 'HTTPS', port: '443' };
  const of = (port: number) => ({ id: elementId(`${id}#listener.${port}`), port });
  return [
    ...(plain
      ? [
          {
            ...of(80),
            ...{ protocol: 'HTTP' as const, certificates: [] },
            ...(redirected ? { rules: [], otherwise: toHttps } : { rules, otherwise }),
          },
        ]
      : []),
    ...(secure ? [{ ...of(443), ...{ protocol: 'HTTPS' as const, ...tls }, rules, otherwise }] : []),
  ];
}

/** `frontendConfig { redirectToHttps { enabled true; responseCodeName FOUND } }`: the status; undefined: it redirects nothing. */
function redirectOf(settings: readonly Setting[]): number | undefined {
  const config = settingOf(settings, 'frontendConfig')?.settings ?? [];
  const lines = settingOf(config, 'redirectToHttps')?.settings ?? [];
  if (!on(lines, 'enabled', false)) return undefined;
  const name = settingOf(lines, 'responseCodeName')?.values[0] ?? 'MOVED_PERMANENTLY_DEFAULT';
  return redirects.get(name) ?? 301;
}
