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
