import type { Plan } from '../../plan/plan.ts';
import type { Given, Walk } from '../../topology/question.ts';
import type { Setting } from '../../topology/setting.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Finding } from '../finding.ts';

/** Elements that walks see through the plan alone; others are read where they are written. */
const planned: ReadonlySet<string> = new Set([
  'node',
  'nodegroup',
  'pod',
  'deployment',
  'statefulset',
  'daemonset',
  'service',
]);

/** What machines have that is read where it is written. */
const readAsWritten =
  /"key":"(imds-hop-limit|source-dest-check|dnsPolicy|dnsConfig|ndots|stub-resolver|resolv\.conf|externalName)"/;

/** Ids and places say where something is written, and not what. */
const isPlace = (key: string): boolean => key === 'id' || key === 'source';

/** Whether two values of plain data say the same, wherever they are written, but for settings that nothing reads. */
function saysTheSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return saysNothing(a ?? b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Map && b instanceof Map) return saysTheSame([...a], [...b]);
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)].filter((key) => !isPlace(key)));
  return [...keys].every((key) =>
    key === 'settings' ? saysTheSame(readOf(left[key]), readOf(right[key])) : saysTheSame(left[key], right[key]),
  );
}

/** A block in which nothing stands says as much as none. */
const saysNothing = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Map && value.size > 0) &&
  Object.entries(value).every(([key, each]) => {
    if (isPlace(key)) return true;
    return key === 'settings' ? readOf(each).length === 0 : saysNothing(each);
  });

/** Words of clusters, their control planes and the Internet that are for people, or for what netk does not model. */
export const unread: ReadonlySet<string> = new Set(['zone', ...['idle-timeout', 'mac', 'ephemeral']]);

const readOf = (settings: unknown): readonly Setting[] =>
  ((settings ?? []) as readonly Setting[]).filter(({ key }) => !unread.has(key));

/**
 * Settings of what stands in a VPC or joins it that walks follow, with the value that is not what stands there anyway; undefined: whatever
 * it says. What else is written there is for people, or for what netk does not model.
 */
export const followedInVpcs: ReadonlyMap<string, string | undefined> = new Map<string, string | undefined>([
  ['accepter.allow-remote-vpc-dns-resolution', 'true'],
  ['appliance-mode-support', 'enable'],
  ['availability-mode', 'regional'],
  ['connectivity-type', 'private'],
  ['default-route-table-association', 'disable'],
  ['default-route-table-propagation', 'disable'],
  ['enable-dns-hostnames', 'true'],
  ['enable-dns-support', 'false'],
  ['main', 'true'],
  ['imds-hop-limit', undefined],
  ['internet-gateway-block-mode', undefined],
  ['internet-gateway-exclusion-mode', undefined],
  ['map-public-ip-on-launch', 'true'],
  ['prefix-list-name', undefined],
  ['private-dns-enabled', 'false'],
  ['region', undefined],
  ['requester.allow-remote-vpc-dns-resolution', 'true'],
  ['security-group-referencing-support', undefined],
  ['source-dest-check', 'false'],
  ['state', 'down'],
  ['static-routes', undefined],
]);

/** Settings of networks of Google Cloud that walks follow, whatever they say. */
export const ofGoogle: ReadonlySet<string> = new Set([
  ...['delete-default-routes-on-create', 'export-custom-routes', 'import-custom-routes', 'priority', 'purpose', 'role'],
  ...['can-ip-forward', 'disabled', 'mtu', 'private-ip-google-access', 'secondary-range', 'service-account', 'tags'],
  ...['external-ip', 'min-ports-per-vm'],
  ...['destination-ranges', 'source-service-accounts', 'source-tags', 'target-service-accounts', 'target-tags'],
]);

/** Tags by which controllers choose subnets and security groups. */
const isChoosing = ({ key, values }: Setting): boolean =>
  key === 'tags' && values.some((each) => each.startsWith('kubernetes.io/'));

/** Settings of machines that lookups of names follow, whatever they say. */
const ofLookups: ReadonlySet<string> = new Set([
  'resolv.conf',
  'stub-resolver',
  'browser-cache',
  'nscd',
  'systemd-resolved',
]);

const isOther = ({ key, values }: Setting): boolean =>
  followedInVpcs.has(key) && (followedInVpcs.get(key) ?? values[0]) === values[0];

const isFollowed = (setting: Setting, google: boolean): boolean =>
  (google && ofGoogle.has(setting.key)) || ofLookups.has(setting.key) || isOther(setting) || isChoosing(setting);

/** The networks of a topology as walks follow them, to be compared. */
const followedOf = (topology: Topology): string => {
  const { vpcs, peerings, transitGateways, prefixLists, customerGateways, vpnConnections, virtualInterfaces } =
    topology;
  const between = [peerings, transitGateways, prefixLists, customerGateways, vpnConnections, virtualInterfaces];
  return JSON.stringify([...vpcs.map((vpc) => followedIn(vpc, vpc.cloud === 'gcp')), followedIn(between, false)]);
};

const followedIn = (written: unknown, google: boolean): string =>
  JSON.stringify(written, (key, value) => {
    if (isPlace(key) || key === 'doc') return undefined;
    return key === 'settings' ? (value as readonly Setting[]).filter((each) => isFollowed(each, google)) : value;
  });

/** Whether two topologies differ in nothing, but for settings in VPCs that no walk follows. */
const walksTheSame = (a: Topology, b: Topology): boolean =>
  saysTheSame(a.downZones, b.downZones) &&
  saysTheSame(a.clusters, b.clusters) &&
  saysTheSame(a.internet, b.internet) &&
  followedOf(a) === followedOf(b);

function isIdle(plan: Plan, given: Given, planWith: () => Plan): boolean {
  const other = planWith();
  if (walksTheSame(plan.topology, other.topology)) return true;
  if (!planned.has(given.kind) || readAsWritten.test(JSON.stringify(given.says))) return false;
  return saysTheSame({ ...plan, topology: undefined }, { ...other, topology: undefined });
}

/** NK140: blocks of `given` that leave everything as it is: the walk answers as without them. */
export function idleGivens(plan: Plan, walk: Walk, planWith: (givens: readonly Given[]) => Plan): readonly Finding[] {
  // of a walk with one block the plan is the one that it is answered with
  const only = (given: Given) => (walk.givens.length === 1 ? walk.givens : [given]);
  return walk.givens
    .filter(
      (given) => (given.of !== undefined || given.kind === 'zone') && isIdle(plan, given, () => planWith(only(given))),
    )
    .map(({ id, kind, name }) => ({
      code: 'NK140',
      severity: 'information',
      about: id,
      message: `given ${kind} ${name} changes nothing that netk follows: this walk answers as without it`,
      related: [],
    }));
}
