import { cniSettings } from '@netk/engine';

/** What reads a setting, where it is not everything that the setting may be written for. */
export interface Readers {
  /** What one of `names` has to be: the CNI, the mode of kube-proxy, the cloud, the platform. */
  readonly what: 'CNI' | 'mode of kube-proxy' | 'cloud' | 'platform';
  readonly names: readonly string[];
}

const rows = (what: Readers['what'], names: readonly string[], keys: readonly string[]): [string, Readers][] =>
  keys.map((key) => [key, { what, names }]);

/** Block → setting → what reads it. A setting that is not here is read wherever it may stand. */
export const readers: Readonly<Record<string, ReadonlyMap<string, Readers>>> = {
  cni: new Map(cniSettings.flatMap(({ key, readers: names }) => rows('CNI', names, [key]))),
  'kube-proxy': new Map([
    ...rows('mode of kube-proxy', ['ipvs'], ['scheduler', 'strictARP']),
    ...rows('mode of kube-proxy', ['iptables'], ['localhostNodePorts']),
  ]),
  subnet: new Map(rows('cloud', ['gcp'], ['region', 'secondary-range', 'private-ip-google-access', 'purpose', 'role'])),
  vpc: new Map([
    ...rows('cloud', ['aws'], ['enable-dns-support', 'enable-dns-hostnames']),
    ...rows('cloud', ['gcp'], ['mtu', 'delete-default-routes-on-create']),
  ]),
  cluster: new Map(
    rows(
      'platform',
      ['gke'],
      [
        ...['autopilot', 'dataplane', 'disable-default-snat', 'image-type'],
        ...['ipAllocationPolicy', 'max-pods', 'workloadIdentityConfig'],
      ],
    ),
  ),
  node: new Map(rows('platform', ['gke'], ['external-ip', 'can-ip-forward', 'image-type', 'service-account'])),
  nodegroup: new Map(rows('platform', ['gke'], ['image-type'])),
  service: new Map(
    rows(
      'platform',
      ['gke'],
      [
        'neg',
        'load-balancer-type',
        'internal-load-balancer-allow-global-access',
        'internal-load-balancer-subnet',
        'l4-rbs',
        'weighted-load-balancing',
        'healthCheckPolicy',
        'gcpBackendPolicy',
        'backendConfig',
      ],
    ),
  ),
};
