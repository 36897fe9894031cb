import type { Listener, PlannedBalancer } from '../../../plan/balancer.ts';
import type { KubeGateway } from '../../../topology/gateway.ts';
import { type Setting, settingOf } from '../../../topology/setting.ts';
import { attachedTo } from '../common/gateway/attached.ts';
import { byPort, hostsOf } from '../common/gateway/listeners.ts';
import type { Report } from '../common/report.ts';
import type { View } from '../common/view.ts';
import { GoogleBackends } from '../google/backends.ts';
import { certificatesOf } from '../google/certificates.ts';
import { type Frontage, frontOf, placeOf } from '../google/front.ts';
import { healthOf } from './health.ts';
import { answerSecondsOf, policyOf, stickyOf } from './policies.ts';
import { routeRules } from './rules.ts';

/** By the class of a Gateway (GKE documentation, GatewayClass capabilities). */
const frontages: ReadonlyMap<string, Frontage> = new Map([
  ['gke-l7-gxlb', 'global'],
  ['gke-l7-global-external-managed', 'global-managed'],
  ['gke-l7-regional-external-managed', 'regional'],
  ['gke-l7-rilb', 'internal'],
]);

/** What a listener says of its certificates: Secrets, and what is in Google Cloud (GKE documentation, Gateway security). */
const certificateKeys = ['pre-shared-certs', 'certificateRefs'];
/** A map of the Certificate Manager is said of the whole Gateway. */
const certificateMap = 'certmap';

/** The balancer of a Gateway, or why there is none. */
export function gatewayBalancer(view: View, gateway: KubeGateway, report: Report): PlannedBalancer {
  const { id, name, controller = '', settings } = gateway;
  const { cluster, planned } = view.input;
  const frontage = frontages.get(controller) ?? 'global';
  const backends = new GoogleBackends(
    view,
    {
      kindOf: () => 'neg',
      healthOf: (service) => healthOf(policyOf(view, service, 'healthCheckPolicy', report)?.settings),
      more: (service) => {
        const policy = policyOf(view, service, 'gcpBackendPolicy', report)?.settings ?? [];
        return { ...stickyOf(policy), answerSeconds: answerSecondsOf(policy) };
      },
    },
    report,
  );
  const unfollowed = new Set<string>();
  const listeners = byPort(gateway, report).flatMap((own): Listener[] => {
    const [first] = own;
    const protocol = first.protocol.toUpperCase();
    if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
      report.refuse('NK086', first.id, `gateway ${name}: class ${controller} has no listener for ${first.protocol}`);
      return [];
    }
    const tls = certificatesOf(
      [...own.flatMap((each) => each.settings), ...mapOf(settings)],
      [...certificateKeys, certificateMap],
    );
    if (protocol === 'HTTPS' && tls.certificates.length === 0)
      report.refuse('NK086', first.id, `gateway ${name}: listener ${first.name} has no certificate`);
    const attached = own.flatMap((listener) => attachedTo(gateway, listener, cluster.gatewayRoutes));
    const rules = routeRules(attached, backends, { report, unfollowed });
    return [
      {
        ...{ id: first.id, port: first.port, protocol, ...(protocol === 'HTTPS' ? tls : { certificates: [] }) },
        rules: rules.map((rule, at) => ({ ...rule, priority: at + 1 })),
        // GKE documentation, HTTPRoute: what no rule takes
        otherwise: { kind: 'fixed', status: 404 },
      },
    ];
  });
  const written = settings.filter(({ key }) => key === 'addresses').flatMap(addressesOf);
  const everywhere = settingOf(settingOf(settings, 'gcpGatewayPolicy')?.settings ?? [], 'allowGlobalAccess');
  const fronted = { id, what: `gateway ${name}`, vips: written, at: placeOf(view, id) };
  const front = frontOf(view, frontage, { ...fronted, everywhere: everywhere?.values[0] === 'true' }, report);
  const { refused } = report;
  const [open] = unfollowed;
  return {
    ...{ id, members: [id], name, controller: 'gke-gateway', cluster: cluster.id },
    ...(planned.vpc === undefined ? {} : { vpc: planned.vpc }),
    ...{ crossZone: true, idleSeconds: 600 },
    ...front,
    listeners,
    groups: [...backends.groups.values()],
    hosts: hostsOf(gateway, listeners),
    ...(open === undefined ? {} : { undetermined: `gateway ${name}: ${open} is not modelled yet` }),
    ...(refused === undefined ? {} : { nodes: [], listeners: [], groups: [], refused }),
  };
}

const mapOf = (settings: readonly Setting[]): readonly Setting[] =>
  settings.filter(({ key }) => key === certificateMap);

const addressesOf = ({ id, values }: Setting) => values.map((text) => ({ id, text }));
