import { type Ip, parseIp, showCidr, showIp } from '../base/addr/index.ts';
import { scopeOf, showBackend } from '../network/ebpf.ts';
import { showElement } from '../network/ipset.ts';
import { showReal } from '../network/ipvs.ts';
import type { NetfilterRule } from '../network/netfilter.ts';
import type { Device, Network } from '../network/network.ts';
import { type PolicyRule, type Route, showRoute, showRule } from '../network/route.ts';
import { showNetfilterRule } from '../network/show-netfilter.ts';
import { eniOfPod } from '../plan/network-cards.ts';
import type { Plan, PlannedEni, PlannedNode, PlannedPod } from '../plan/plan.ts';
import type { ElementId } from '../topology/id.ts';
import type { Step } from '../trace/trace.ts';

/** A pod that is created, and where. */
export interface Birth {
  readonly plan: Plan;
  readonly network: Network;
  readonly pod: PlannedPod;
  readonly node: PlannedNode;
  /** The node's device, and the pod's. */
  readonly host: Device;
  readonly device: Device;
  readonly address: Ip;
}

const set = (stage: string, entry: string, source: ElementId): Step => ({ kind: 'set', stage, entry, source });

const isAlone = (block: { readonly base: Ip; readonly bits: number } | undefined, address: Ip): boolean =>
  block !== undefined && block.base === address && block.bits === (typeof address === 'bigint' ? 128 : 32);

/** The interface that an address belongs to, with its network card where that is not the default one. */
const ofEni = (eni: PlannedEni | undefined): string =>
  eni
    ? ` of ${eni.interface} (ENI ${eni.index}${eni.card === undefined ? '' : ` on network card ${eni.card}`}, ${eni.primary})`
    : '';

/** What a node gets for a pod: its address, the other end of its link, and every line of its tables that is about it. */
export function nodeSteps({ plan, pod, node, host, device, address }: Birth): readonly Step[] {
  const cluster = plan.clusters.find(({ id }) => id === pod.cluster);
  const further = (pod.attachments ?? []).flatMap((each) => {
    const ip = parseIp(each.address);
    return ip === undefined ? [] : [{ ...each, ip, at: node.enis.find(({ id }) => id === each.eni) }];
  });
  const alone = (block: Parameters<typeof isAlone>[0]): boolean =>
    isAlone(block, address) || further.some(({ ip }) => isAlone(block, ip));
  const links = new Set(device.interfaces.flatMap(({ link }) => link ?? []));
  const ends = host.interfaces.filter(({ link }) => link !== undefined && links.has(link));
  const names = new Set(ends.map(({ name }) => name));
  const isOwn = (route: Route): boolean => alone(route.to) || (route.dev !== undefined && names.has(route.dev));
  const concerns = (rule: PolicyRule): boolean =>
    alone(rule.from) || alone(rule.to) || (rule.iif !== undefined && names.has(rule.iif));
  return [
    set('kubelet', `${pod.namespace}/${pod.name}: ADD of the CNI ${cluster?.cni ?? ''}`.trim(), pod.id),
    set('address', `${pod.address}${ofEni(eniOfPod(node, pod))}`, pod.id),
    ...further.map((each) => set('address', `${each.address}${ofEni(each.at)}`, pod.id)),
    ...ends.map(({ name, mac }) => set('interface', `${name} up${mac ? ` ${mac}` : ''}: the node's end`, pod.id)),
    ...[...host.tables].flatMap(([table, routes]) =>
      routes.filter(isOwn).map((route) => set(`table ${table}`, showRoute(route), route.source ?? pod.id)),
    ),
    ...host.rules.filter(concerns).map((rule) => set('ip rule', showRule(rule), rule.source ?? pod.id)),
    ...(host.six?.rules ?? []).filter(concerns).map((rule) => set('ip -6 rule', showRule(rule), rule.source ?? pod.id)),
    ...neighboursOf(host, (each) => each.ip === address || names.has(each.dev), pod.id),
    ...pluginSteps(host, address, pod),
  ];
}

/** The chains of the reference plugins are called so. */
const ofPlugins = ({ name }: { readonly name: string }): boolean => name.startsWith('CNI-');

/** The rules that plugins write for a pod: those with its address, its own chain, and who jumps there. */
function pluginSteps({ ruleset: four, six }: Device, address: Ip, { id }: PlannedPod): readonly Step[] {
  const chains = [...((typeof address === 'number' ? four : six?.ruleset)?.chains() ?? [])];
  const concerns = ({ target, matches }: NetfilterRule): boolean =>
    (target.kind === 'dnat' && target.to === address) ||
    matches.some((match) => (match.kind === 'src' || match.kind === 'dst') && isAlone(match.block, address));
  const led = chains.filter((chain) => ofPlugins(chain) && chain.rules.some(({ target }) => target.kind === 'dnat'));
  const own = new Set(led.filter(({ rules }) => rules.some(concerns)).map(({ name }) => name));
  const jumps = ({ target }: NetfilterRule): boolean => target.kind === 'jump' && own.has(target.chain);
  const toPlugins = ({ target }: NetfilterRule): boolean => target.kind === 'jump' && ofPlugins({ name: target.chain });
  return chains.flatMap((chain) =>
    chain.rules
      .filter((rule) =>
        ofPlugins(chain) ? own.has(chain.name) || jumps(rule) || concerns(rule) : toPlugins(rule) && concerns(rule),
      )
      .map((rule) => set(chain.table, showNetfilterRule(chain.name, rule), rule.source ?? id)),
  );
}

const neighboursOf = (
  { neighbours }: Device,
  isOwn: (each: Device['neighbours'][number]) => boolean,
  source: ElementId,
): readonly Step[] =>
  neighbours
    .filter(isOwn)
    .map(({ ip, dev, mac, state }) => set('neighbour', `${showIp(ip)} dev ${dev} lladdr ${mac} ${state}`, source));

/** What a pod has from its beginning: its interface, its routes, and whom it knows. */
export function podSteps({ pod, device }: Birth): readonly Step[] {
  const own = device.interfaces.filter(({ link }) => link !== undefined);
  return [
    ...own.flatMap(({ name, mac, addresses }) => [
      set('interface', `${name} up${mac ? ` ${mac}` : ''}`, pod.id),
      ...addresses.map(({ ip, bits }) => set('address', `${showCidr({ base: ip, bits })} dev ${name}`, pod.id)),
    ]),
    ...[...device.tables]
      .filter(([table]) => table !== 'local')
      .flatMap(([table, routes]) => routes.map((route) => set(`table ${table}`, showRoute(route), pod.id))),
    ...device.rules.flatMap((rule) => (rule.source === undefined ? [] : [set('ip rule', showRule(rule), pod.id)])),
    ...neighboursOf(device, () => true, pod.id),
  ];
}

/** Endpoints of Services that the pod becomes, and the rules of their proxy that lead to it, here as on every node. */
export function proxySteps({ plan, pod, host, address }: Birth): readonly Step[] {
  const slices = plan.services.flatMap(({ id, name, endpoints }) =>
    endpoints
      .filter((each) => each.pod === pod.id)
      .map((each) =>
        set('EndpointSlice', `${name}: ${each.address}:${each.port}${each.ready ? '' : ', not ready'}`, id),
      ),
  );
  if (slices.length === 0) return [];
  const ruleset = typeof address === 'number' ? host.ruleset : host.six?.ruleset;
  const chains = [...(ruleset?.chains() ?? [])].filter((chain) => !ofPlugins(chain));
  const leads = ({ target }: NetfilterRule): boolean => target.kind === 'dnat' && target.to === address;
  const own = chains.filter(({ rules }) => rules.some(leads));
  const names = new Set(own.map(({ name }) => name));
  const jumps = ({ target }: NetfilterRule): boolean => target.kind === 'jump' && names.has(target.chain);
  const told = chains.flatMap((chain) =>
    chain.rules
      .filter((rule) => names.has(chain.name) || jumps(rule))
      .map((rule) => set(chain.table, showNetfilterRule(chain.name, rule), rule.source ?? pod.id)),
  );
  return [...slices, ...told, ...serverSteps(host, address, pod.id), ...backendSteps(host, address, pod.id)];
}

/** Of IPVS: the virtual servers that have the pod as a server, and the sets that know it. */
function serverSteps({ ipvs, ipsets = [] }: Device, address: Ip, source: ElementId): readonly Step[] {
  const servers = [...(ipvs?.virtual.values() ?? [])].flatMap((virtual) =>
    virtual.servers
      .filter((each) => each.address === address)
      .map((each) => set('ipvs', showReal(virtual, each), each.source ?? source)),
  );
  const elements = ipsets.flatMap(({ name, elements: all }) =>
    all
      .filter(({ ip }) => ip === address)
      .map((each) => set('ipset', `add ${name} ${showElement(each)}`, each.source ?? source)),
  );
  return [...servers, ...elements];
}

/** Of eBPF: the frontends that have the pod as a backend. */
function backendSteps({ ebpf }: Device, address: Ip, source: ElementId): readonly Step[] {
  const { frontends, nodePorts } = ebpf?.services ?? {};
  return [...(nodePorts?.values() ?? []), ...(frontends?.values() ?? [])].flatMap((frontend) =>
    frontend.inside.flatMap((backend, at) =>
      backend.address === address
        ? [set('ebpf', showBackend(frontend, backend, at + 1, scopeOf(frontend, frontend.inside)), source)]
        : [],
    ),
  );
}
