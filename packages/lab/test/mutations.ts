import type { Device, Network, TableRoute } from '@netk/engine';

type Chain = NonNullable<ReturnType<NonNullable<Device['ruleset']>['get']>>;
type Rule = Chain['rules'][number];

/** One mechanism taken out of a network, in words and as a function. */
export interface Mutation {
  readonly name: string;
  apply(network: Network): Network;
}

export const devices =
  (kind: Device['kind'], change: (device: Device) => Partial<Device>) =>
  (network: Network): Network => ({
    ...network,
    devices: new Map(
      [...network.devices].map(([id, device]) => [
        id,
        device.kind === kind ? withChange(device, change(device)) : device,
      ]),
    ),
  });

/** The ruleset of a node is computed when it is first asked for: a spread would lose that. */
const withChange = (device: Device, change: Partial<Device>): Device => ({
  ...device,
  ...(device.ruleset ? { ruleset: device.ruleset } : {}),
  ...change,
});

/** Changes the rules of one chain; other chains stay. */
const chain = (key: string | RegExp, change: (rules: readonly Rule[]) => readonly Rule[], policy?: 'DROP') =>
  devices('node', ({ ruleset }) => {
    if (!ruleset) return {};
    const changed = new Map<string, Chain>();
    for (const each of ruleset.chains()) {
      const name = `${each.table} ${each.name}`;
      const hit = typeof key === 'string' ? key === name : key.test(name);
      changed.set(name, hit ? { ...each, rules: change(each.rules), ...(policy ? { policy } : {}) } : each);
    }
    return { ruleset: { get: (name) => changed.get(name), chains: () => changed.values() } };
  });

export const without = (key: string | RegExp, gone: (rule: Rule) => boolean) =>
  chain(key, (rules) => rules.filter((rule) => !gone(rule)));
const rules = (gone: (priority: number) => boolean) =>
  devices('node', (device) => ({ rules: device.rules.filter(({ priority }) => !gone(priority)) }));
export const routes = (kind: Device['kind'], table: string, gone: (route: TableRoute) => boolean) =>
  devices(kind, (device) => ({
    tables: new Map(
      [...device.tables].map(([name, all]) => [name, name === table ? all.filter((route) => !gone(route)) : all]),
    ),
  }));
export const jumps =
  (to: string) =>
  (rule: Rule): boolean =>
    rule.target.kind === 'jump' && rule.target.chain === to;

/** Every mechanism that the laboratory takes out, one at a time. */
export const mutations: readonly Mutation[] = [
  {
    name: 'no connmark restored in mangle',
    apply: without('mangle PREROUTING', ({ target }) => target.kind === 'restore-mark'),
  },
  { name: 'no connmark set on eth0', apply: without('mangle PREROUTING', ({ target }) => target.kind === 'connmark') },
  {
    name: 'no connmark set for what leaves the VPC',
    apply: without('nat AWS-CONNMARK-CHAIN-0', ({ target }) => target.kind === 'connmark'),
  },
  { name: 'no mark restored in nat', apply: without('nat PREROUTING', ({ target }) => target.kind === 'restore-mark') },
  {
    name: 'KUBE-SERVICES behind the chains of the CNI',
    apply: chain('nat PREROUTING', (all) => [
      ...all.filter((rule) => !jumps('KUBE-SERVICES')(rule)),
      ...all.filter(jumps('KUBE-SERVICES')),
    ]),
  },
  { name: 'strict reverse-path filter on eth0', apply: devices('node', () => ({ rpFilter: { eth0: 1, eth1: 1 } })) },
  { name: 'no rule from the pods of eth1', apply: rules((priority) => priority === 1536) },
  { name: 'no rule to the pods', apply: rules((priority) => priority === 512) },
  { name: 'no rule for the mark', apply: rules((priority) => priority === 1024) },
  { name: 'no default route in the table of eth1', apply: routes('node', '2', ({ via }) => via !== undefined) },
  { name: 'no route to the pods', apply: routes('node', 'main', ({ dev }) => dev?.startsWith('eni') ?? false) },
  { name: 'ip_forward = 0', apply: devices('node', () => ({ forwarding: false })) },
  { name: 'no permanent neighbour in pods', apply: devices('pod', () => ({ neighbours: [] })) },
  { name: 'no default route in pods', apply: routes('pod', 'main', ({ via }) => via !== undefined) },
  { name: 'no hairpin masquerade', apply: without(/^nat KUBE-SEP-/, jumps('KUBE-MARK-MASQ')) },
  { name: 'no masquerade of node ports', apply: without(/^nat KUBE-EXT-/, jumps('KUBE-MARK-MASQ')) },
  { name: 'no KUBE-POSTROUTING', apply: without('nat POSTROUTING', jumps('KUBE-POSTROUTING')) },
  { name: 'no AWS-SNAT', apply: without('nat POSTROUTING', jumps('AWS-SNAT-CHAIN-0')) },
  {
    name: 'no DNAT in the chains of endpoints',
    apply: without(/^nat KUBE-SEP-/, ({ target }) => target.kind === 'dnat'),
  },
  { name: 'no node ports', apply: without('nat KUBE-SERVICES', jumps('KUBE-NODEPORTS')) },
  { name: 'a FORWARD policy that drops, without KUBE-FORWARD', apply: chain('filter FORWARD', () => [], 'DROP') },
  { name: 'no REJECT for Services without endpoints', apply: chain('filter KUBE-SERVICES', () => []) },
  {
    name: 'no DROP for Local Services without endpoints here',
    apply: chain('filter KUBE-EXTERNAL-SERVICES', () => []),
  },
  {
    name: 'no rule from the pods of eth1, and no address check that would notice',
    apply: (network) =>
      devices('node', ({ interfaces, rules: all }) => ({
        interfaces: interfaces.map(({ guard: _, ...rest }) => rest),
        rules: all.filter(({ priority }) => priority !== 1536),
      }))(network),
  },
  {
    name: 'no public address of nB',
    apply: devices('internet-gateway', ({ mapping }) => ({
      ...(mapping ? { mapping: { ...mapping, pairs: new Map([...mapping.pairs].slice(0, 1)) } } : {}),
    })),
  },
  { name: 'nothing listens', apply: devices('pod', () => ({ sockets: [] })) },
];
