import { contains, type Ip, parseIp } from '../../../base/addr/index.ts';
import { withSource } from '../../../network/netfilter.ts';
import type { Interface } from '../../../network/network.ts';
import type { PlannedService } from '../../../plan/plan.ts';
import { optionsOn } from '../node-options.ts';
import { nodePortBlocks } from '../node-port-blocks.ts';
import type { CompiledServices, IpvsOnNode, ProxyNode, ProxyOptions } from '../service-proxy.ts';
import { rulesFor } from './rules.ts';
import { type IpvsServicePort, ipvsServicePorts } from './service-port.ts';
import { inOrder, loopBacks, outsideOf, setsOn, sharedSets } from './sets.ts';
import { sharedVirtual, virtualOn } from './virtual.ts';

/** The virtual servers, sets and rules of each node (pkg/proxy/ipvs/proxier.go, of 1.30 to 1.37). */
export function compile(services: readonly PlannedService[], options: ProxyOptions): CompiledServices {
  const ports = ipvsServicePorts(services);
  const { scheduler = 'rr' } = options;
  const everywhere = { sets: sharedSets(ports), virtual: sharedVirtual(ports, scheduler), loop: loopBacks(ports) };
  const addresses = addressesOf(ports);
  const made = new WeakMap<ProxyNode, IpvsOnNode>();
  const ipvsOn = (node: ProxyNode): IpvsOnNode => {
    const known = made.get(node);
    if (known) return known;
    const nodePortsAt = nodePortAddresses(options, node);
    const dummy = dummyWith(addresses, node);
    const own = setsOn(ports, node, {
      loopBack: everywhere.loop.get(node.id) ?? [],
      nodePortsAt,
      bound: dummy.addresses,
    });
    const out: IpvsOnNode = {
      ipvs: { virtual: new Map([...everywhere.virtual, ...virtualOn(ports, scheduler, node, nodePortsAt)]) },
      ipsets: inOrder(everywhere.sets, own),
      dummy,
    };
    made.set(node, out);
    return out;
  };
  return {
    shared: new Map(),
    chainsOn: (node) => withSource(rulesFor(ipvsOn(node).ipsets, optionsOn(options, node)), options.origin),
    ipvsOn,
    routeLocalnet: false,
  };
}

const addressesOf = (ports: readonly IpvsServicePort[]): readonly Ip[] => [
  ...new Set(ports.flatMap((of) => [of.service.clusterIp!, ...outsideOf(of)].map((text) => parseIp(text)!))),
];

/** An address that the node has anyway is not given to it a second time. */
const dummyWith = (addresses: readonly Ip[], { local }: ProxyNode): Interface => ({
  name: 'kube-ipvs0',
  addresses: addresses.filter((ip) => !local.includes(ip)).map((ip) => ({ ip, bits: 32 })),
  answers: [],
});

/** The node's addresses that answer on node ports: also those of its bridges and tunnels, and never 127.0.0.1. */
function nodePortAddresses(options: ProxyOptions, node: ProxyNode): readonly Ip[] {
  const blocks = nodePortBlocks(options, node);
  return [...new Set(node.local)].filter(
    (ip) => typeof ip === 'number' && (blocks === undefined || blocks.some((block) => contains(block, ip))),
  );
}
