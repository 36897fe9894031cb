import type { Device } from '@netk/engine';
import { devices, jumps, type Mutation, routes, without } from './mutations.ts';

type Interface = Device['interfaces'][number];
type NftTable = NonNullable<Device['nft']>[number];

const interfaces = (change: (each: Interface) => Interface) =>
  devices('node', (device) => ({ interfaces: device.interfaces.map(change) }));
const tunnels = (change: (tunnel: NonNullable<Interface['tunnel']>) => Interface['tunnel']) =>
  interfaces(({ tunnel, ...each }) => {
    const changed = tunnel && change(tunnel);
    return { ...each, ...(changed ? { tunnel: changed } : {}) };
  });
/** kube-proxy's table, changed; other tables stay. */
const table = (change: (table: NftTable) => NftTable) =>
  devices('node', ({ nft = [] }) => ({ nft: nft.map((each) => (each.name === 'kube-proxy' ? change(each) : each)) }));
const emptied = (name: string) =>
  table((each) => ({
    ...each,
    stores: (each.stores ?? []).map((store) => (store.name === name ? { ...store, elements: new Map() } : store)),
  }));
const silenced = (name: string) =>
  table((each) => ({
    ...each,
    chains: each.chains.map((chain) => (chain.name === name ? { ...chain, rules: [] } : chain)),
  }));

const policies = (change: (guard: NonNullable<Interface['policies']>) => Interface['policies']) =>
  interfaces(({ policies: guard, ...each }) => {
    const changed = guard && change(guard);
    return { ...each, ...(changed ? { policies: changed } : {}) };
  });
const sets = (change: (set: NonNullable<Device['ipsets']>[number]) => NonNullable<Device['ipsets']>[number]) =>
  devices('node', ({ ipsets = [] }) => ({ ipsets: ipsets.map(change) }));

/** What is taken out of the walks of a file of pod networks or proxies, one at a time. */
export const byFile: Readonly<Record<string, readonly Mutation[]>> = {
  nftables: [
    { name: 'no Services in the map', apply: emptied('service-ips') },
    { name: 'no node ports in the map', apply: emptied('service-nodeports') },
    { name: 'no Services without endpoints in the map', apply: emptied('no-endpoint-services') },
    { name: 'no cluster IPs in the set', apply: emptied('cluster-ips') },
    { name: 'nobody comes back to itself', apply: emptied('hairpin-connections') },
    { name: 'no masquerade', apply: silenced('masquerading') },
    { name: 'no check of cluster IPs', apply: silenced('cluster-ips-check') },
  ],
  bridges: [
    {
      name: 'bridges do not ask iptables',
      apply: interfaces((each) => (each.bridge ? { ...each, bridge: { ...each.bridge, callsIptables: false } } : each)),
    },
    {
      name: 'frames leave by the port that they came in by',
      apply: interfaces((each) => (each.port ? { ...each, port: { ...each.port, hairpin: true } } : each)),
    },
    { name: 'no ip-masq-agent', apply: without('nat POSTROUTING', jumps('IP-MASQ-AGENT')) },
    { name: 'ip_forward = 0', apply: devices('node', () => ({ forwarding: false })) },
  ],
  flannel: [
    {
      name: 'nobody in the forwarding database',
      apply: tunnels((tunnel) => ({ ...tunnel, forwarding: new Map() })),
    },
    { name: 'no routes into the tunnel', apply: routes('node', 'main', ({ dev }) => dev === 'flannel.1') },
    { name: 'no masquerade', apply: without('nat POSTROUTING', jumps('FLANNEL-POSTRTG')) },
    {
      name: 'masquerade within the cluster',
      apply: without('nat FLANNEL-POSTRTG', ({ target }) => target.kind === 'return'),
    },
  ],
  'policies-eks': [
    { name: 'nobody asks what pods send', apply: policies(({ in: _, ...guard }) => guard) },
    { name: 'nobody asks what pods get', apply: policies(({ out: _, ...guard }) => guard) },
    { name: 'a pod’s own node is like any other', apply: policies(({ exempt: _, ...guard }) => guard) },
    {
      name: 'nobody isolates',
      apply: policies((guard) => {
        const open = (list: typeof guard.in) =>
          list && { ...list, tiers: list.tiers.map(({ isolating: _, ...tier }) => tier) };
        const { in: inward, out, ...rest } = guard;
        return { ...rest, ...(inward ? { in: open(inward)! } : {}), ...(out ? { out: open(out)! } : {}) };
      }),
    },
    {
      name: 'rules mean no Services',
      apply: policies((guard) => ({
        ...guard,
        ...(guard.in
          ? {
              in: {
                ...guard.in,
                tiers: guard.in.tiers.map((tier) => ({
                  ...tier,
                  lines: tier.lines.map((line) => ({
                    ...line,
                    reach: line.reach.filter(({ peers }) => !peers?.text.startsWith('service ')),
                  })),
                })),
              },
            }
          : {}),
      })),
    },
  ],
  'policies-calico': [
    {
      name: 'no policy is asked',
      apply: without(
        /^filter cali-[ft]w-/,
        ({ target }) => target.kind === 'jump' && /^cali-[pg][io]-/.test(target.chain),
      ),
    },
    {
      name: 'nobody isolates',
      apply: without(/^filter cali-[ft]w-/, ({ policy }) => policy?.verdict === 'deny'),
    },
    {
      name: 'nobody is in the sets of selectors',
      apply: sets((set) => (set.type === 'hash:net' ? { ...set, elements: [] } : set)),
    },
    {
      name: 'nothing is in the sets of named ports',
      apply: sets((set) => (set.type === 'hash:ip,port' ? { ...set, elements: [] } : set)),
    },
    {
      name: 'blocks have no exceptions',
      apply: without(
        /^filter cali-p[io]-/,
        ({ matches, target }) => target.kind === 'mark' && target.value === 0 && matches.length > 0,
      ),
    },
    {
      name: 'known connections are asked too',
      apply: without(/^filter cali-[ft]w-/, ({ target }) => target.kind === 'accept'),
    },
  ],
  'calico-vxlan': [
    { name: 'no routes to the blocks of others', apply: routes('node', 'main', ({ dev }) => dev === 'vxlan.calico') },
    {
      name: 'nobody in the forwarding database',
      apply: tunnels((tunnel) => ({ ...tunnel, forwarding: new Map() })),
    },
    { name: 'no masquerade of what leaves the pool', apply: without('nat cali-nat-outgoing', () => true) },
    { name: 'no profile accepts', apply: without(/^filter cali-pr[io]-kns/, () => true) },
    {
      name: 'no node is a source of tunnels',
      apply: without('filter cali-INPUT', ({ target }) => target.kind === 'accept'),
    },
    {
      name: 'no chain for any pod',
      apply: without(/^filter cali-(from|to)-wl-dispatch$/, ({ target }) => target.kind === 'goto'),
    },
    { name: 'no route to the pods', apply: routes('node', 'main', ({ dev }) => dev?.startsWith('cali') ?? false) },
  ],
};
