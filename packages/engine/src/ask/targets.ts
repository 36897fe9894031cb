import { type Ip, isPublic, parseIp } from '../base/addr/index.ts';
import { recordTypes } from '../network/dns.ts';
import { type Protocol, protocols } from '../network/header.ts';
import { isGatewayEndpoint, oneAddressOf } from '../plan/amazon-services.ts';
import { ofFamily } from '../plan/families.ts';
import type { Listen, Plan, PlannedService } from '../plan/plan.ts';
import { itemOf, podsOfWorkload } from '../plan/plan-index.ts';
import { isOnPremises } from '../plan/premises.ts';
import { whyUnclear } from '../plan/unclear-cards.ts';
import type { ElementId } from '../topology/id.ts';
import type { Operand } from '../topology/operand.ts';
import { endpointsOf, toApiServer } from './api-server.ts';
import { type Asker, type End, type Target, type To, unknown, unknownOf, unplanned, vpcOf } from './end.ts';
import { noUnicast } from './no-unicast.ts';
import { ownerOf } from './owner-of.ts';
import { addressOutside } from './strangers.ts';
import { type Question, toBalancer, toUrl } from './to-balancer.ts';
import { wrongPort } from './wrong-port.ts';

/** Where the packet is sent. */
export function targets(question: Question, asker: Asker): To {
  const { plan, walk } = question;
  const { to, protocol: wanted } = walk;
  const protocol = (wanted ?? 'tcp').toLowerCase();
  const known = protocols.find((each) => each === protocol);
  if (!known) return unknown(`protocol ${protocol} is not modelled`);
  switch (to.kind) {
    case 'unknown':
      return unknown(`'${to.text}' is not declared`);
    case 'address': {
      const address = parseIp(to.address);
      if (address === undefined) return unknown(`'${to.address}' is no address`);
      const special = noUnicast(address);
      if (special !== undefined) return unknown(`${to.address} ${special}`);
      const unclear = whyUnclear(plan, to.address);
      if (unclear !== undefined) return unknown(unclear);
      if (to.port === undefined && !isPing(known))
        return unknown(`a walk to ${to.address} needs a port: ${to.address}:443`);
      return {
        kind: 'known',
        of: [
          {
            label: to.text,
            address,
            port: to.port ?? 0,
            protocol: spokenTo(address, known),
            ...ownerOf(plan, address, asker),
          },
        ],
        name: to.address,
      };
    }
    case 'element':
      return element(question, to.of, to.port, nounOf(to), wanted === undefined ? undefined : known, asker);
    case 'builtin':
      if (to.of !== undefined && itemOf(plan.routers, to.of))
        return element(question, to.of, to.port, nounOf(to), wanted === undefined ? undefined : known, asker);
      if (to.word === 'dhcp')
        return asker.lan === undefined
          ? unknown('only a machine in a lan asks for an address that netk follows')
          : { kind: 'lease', name: 'dhcp' };
      if (to.word === 'apiserver') return toApiServer(plan, to.of, to.port);
      if (to.word === 'internet') return someoneOutside(plan, to, known);
      if (to.word === 'load-balancer' && to.of !== undefined)
        return toBalancer(question, to.of, to.port, to.text, wanted === undefined ? undefined : known, asker);
      return unknown(`a walk to ${to.text} is not modelled yet`);
    case 'url':
      return toUrl(question, to.url, asker);
    case 'dns':
      return toName(to);
    default:
      return unknown(`a walk to ${to.text} is not modelled yet`);
  }
}

/** Who is asked, as it was written, without the port: a flow says that apart. */
function nounOf(to: Operand): string {
  const end = 'port' in to && to.port !== undefined ? `:${to.port}` : '';
  return end !== '' && to.text.endsWith(end) ? to.text.slice(0, -end.length) : to.text;
}

/** A question about a name alone. */
function toName({ query, type, text }: Extract<Operand, { kind: 'dns' }>): To {
  const known = type === undefined ? undefined : recordTypes.find((each) => each === type.toUpperCase());
  if (type !== undefined && !known)
    return unknown(`a question of type ${type} is not modelled: ${recordTypes.join(', ')}`);
  return { kind: 'named', of: { host: query, ...(known ? { type: known } : {}) }, name: text };
}

/** Somebody on the Internet whom the file does not describe. */
function someoneOutside(plan: Plan, to: Operand, protocol: Protocol): End<Target> {
  const address = addressOutside(plan);
  if (address === undefined)
    return unknown('no autonomous system of the file announces an address that no machine has');
  const port = 'port' in to && typeof to.port === 'number' ? to.port : isPing(protocol) ? 0 : 443;
  return { kind: 'known', of: [{ label: to.text, address, port, protocol }], name: nounOf(to) };
}

const isPing = (protocol: Protocol): boolean => protocol === 'icmp' || protocol === 'icmpv6';

/** A ping is one of the family that it goes to. */
const spokenTo = (address: Ip, protocol: Protocol): Protocol =>
  isPing(protocol) ? (typeof address === 'number' ? 'icmp' : 'icmpv6') : protocol;

/** Of the addresses of a machine the one of the sender's own family, else the first; from outside one that is public. */
function addressFor(texts: readonly (string | undefined)[], { families, outside }: Asker): string | undefined {
  const known = texts.filter((text) => text !== undefined && (!outside || isPublicSix(text)));
  for (const family of families) {
    const found = ofFamily(known, family);
    if (found !== undefined) return found;
  }
  return known[0];
}

/** Machines of a cluster are known by addresses of its own first family, to whoever has one of it. */
const ofCluster = (plan: Plan, id: ElementId, asker: Asker): Asker => {
  const own = plan.clusters.find((each) => each.id === id)?.families ?? [];
  return { ...asker, families: [...own.filter((family) => asker.families.includes(family)), ...asker.families] };
};

/** IPv6 addresses of a network are those that others know it by. */
const isPublicSix = (text: string): boolean => {
  const ip = parseIp(text);
  return typeof ip === 'bigint' && isPublic(ip);
};

function element(
  question: Question,
  id: ElementId,
  port: number | string | undefined,
  text: string,
  protocol: Protocol | undefined,
  asker: Asker,
): End<Target> {
  const { plan } = question;
  const { inCluster, lan } = asker;
  const inside = vpcOf(plan, id);
  // who is joined by a line to the VPC of what is asked uses its own address
  const outside = asker.outside && !isOnPremises(plan, lan, inside);
  const service = itemOf(plan.services, id);
  if (!service && plan.balancers.some(({ members }) => members.includes(id)))
    return toBalancer(question, id, port, text, protocol, asker);
  if (service && asker.isApiServer) return endpointsOf(service, port);
  if (service) {
    if ((outside || !inCluster) && plan.balancers.some(({ members }) => members.includes(id)))
      return toBalancer(question, id, port, text, protocol, asker);
    if (outside) return fromOutside(service);
    if (!inCluster && service.type === 'LoadBalancer')
      return unknown(
        `only pods and nodes reach service ${service.name} by its cluster IP: ask load-balancer ${service.name}`,
      );
    return toService(service, port, protocol, asker);
  }
  const own = itemOf(plan.pods, id);
  const pods = own ? [own] : podsOfWorkload(plan, id);
  if (pods.length > 0)
    return gather(
      pods.map(
        (pod): End<Target> =>
          pod.address === undefined && unknownOf(plan, pod.cluster) !== undefined
            ? unknown(unknownOf(plan, pod.cluster)!)
            : machine(
                { ...pod, id: pod.hostNetwork ? undefined : pod.id },
                addressFor([pod.address, pod.otherAddress], { ...asker, outside: false }),
                port,
                protocol,
              ),
      ),
      pods[0]!.workload === id ? text : pods[0]!.name,
    );
  const node = itemOf(plan.nodes, id);
  // a node's own address is also that of its node ports: arriving at a pod is what is asked for
  if (node)
    return gather(
      [
        machine(
          { name: node.name, id: undefined, listens: [] },
          (outside
            ? (node.eip ?? plan.drawn.get(id) ?? addressFor([node.address6], { ...asker, outside }))
            : undefined) ??
            addressFor([node.address, node.address6], {
              ...ofCluster(plan, node.cluster, asker),
              outside: false,
            }),
          port,
          protocol,
        ),
      ],
      node.name,
    );
  const host = itemOf(plan.hosts, id);
  if (host?.lan !== undefined && host.lan !== lan && !isOnPremises(plan, host.lan, asker.vpc))
    return unknown(`${host.name} is behind a home router: nobody outside of its lan reaches it`);
  if (host) {
    const isInside = host.subnet !== undefined;
    const known =
      outside && isInside
        ? (host.eip ?? plan.drawn.get(id) ?? addressFor([host.address6], { ...asker, outside }))
        : undefined;
    const address = known ?? addressFor([host.address, host.address6], { ...asker, outside: false });
    return gather([machine(host, address, port, protocol)], host.name);
  }
  const router = itemOf(plan.routers, id);
  if (router)
    return gather(
      [machine({ ...router, listens: [] }, router.lan === lan ? router.address : router.wan, port, protocol)],
      router.name,
    );
  const behind = serviceAt(plan, id);
  if (behind.length > 0)
    return gather(
      behind.map(({ zone, address, meant }) => {
        const end = machine({ name: address, id: meant, listens: [] }, address, port ?? https, protocol);
        const known = end.kind === 'known' && zone !== undefined;
        return known ? { ...end, of: end.of.map((each) => ({ ...each, zone })) } : end;
      }),
      text,
    );
  return unknown(unplanned(plan, id) ?? `${text} is of a kind that is not modelled yet`);
}

/** What services of AWS listen on. */
const https = 443;

/** The addresses of an interface endpoint, or of the service behind a gateway endpoint. */
function serviceAt(
  plan: Plan,
  id: ElementId,
): readonly { readonly zone?: string; readonly address: string; readonly meant: string }[] {
  const nodes = itemOf(plan.endpoints, id)?.nodes ?? [];
  if (nodes.length > 0)
    return nodes.map(({ id: meant, zone, address }) => ({ address, meant, ...(zone === undefined ? {} : { zone }) }));
  const gateway = plan.topology.vpcs.flatMap(({ endpoints }) => endpoints).find((each) => each.id === id);
  const known = gateway && isGatewayEndpoint(gateway) && plan.amazon.find(({ service }) => service === gateway.service);
  return (known ? known.blocks : []).map((text) => ({ address: oneAddressOf(text), meant: `${id}#service` }));
}

/** How somebody on the Internet reaches a Service, in words: not by its cluster IP. */
function fromOutside({ name, type, ports }: PlannedService): { readonly kind: 'unknown'; readonly reason: string } {
  if (type === 'LoadBalancer')
    return unknown(`the Internet reaches service ${name} by its load balancer: ask load-balancer ${name}`);
  const nodePort = ports.find((port) => port.nodePort !== undefined)?.nodePort;
  if (nodePort !== undefined)
    return unknown(`the Internet reaches service ${name} at a node: ask node NAME:${nodePort}`);
  return unknown(`nobody on the Internet reaches service ${name}: it has a cluster IP only`);
}

function gather(ends: readonly End<Target>[], name: string): End<Target> {
  const bad = ends.find((each) => each.kind === 'unknown');
  if (bad) return bad;
  return { kind: 'known', of: ends.flatMap((each) => (each.kind === 'known' ? each.of : [])), name };
}

/** Who has no public address is asked for by its own: what the Internet does with that is the answer. */
function machine(
  {
    name,
    id,
    listens,
  }: { readonly name: string; readonly id: string | undefined; readonly listens: readonly Listen[] },
  address: string | undefined,
  port: number | string | undefined,
  protocol: Protocol | undefined,
): End<Target> {
  const ip = address === undefined ? undefined : parseIp(address);
  if (ip === undefined) return unknown(`${name} has no address that the sender could use`);
  if (protocol !== undefined && isPing(protocol)) return one(name, ip, 0, spokenTo(ip, protocol), id);
  const listen =
    typeof port === 'string'
      ? listens.find((each) => each.name === port)
      : port === undefined
        ? listens[0]
        : listens.find((each) => each.port === port);
  const number = typeof port === 'number' ? port : listen?.port;
  if (number === undefined)
    return unknown(typeof port === 'string' ? `${name} has no port named ${port}` : `a walk to ${name} needs a port`);
  const spoken = protocol ?? protocols.find((each) => each === listen?.protocol) ?? 'tcp';
  return one(name, ip, number, spoken, id);
}

const one = (name: string, address: Ip, port: number, protocol: Protocol, meant?: string) => ({
  kind: 'known' as const,
  of: [{ label: name, address, port, protocol, ...(meant === undefined ? {} : { meant }) }],
  name,
});

function toService(
  service: PlannedService,
  port: number | string | undefined,
  protocol: Protocol | undefined,
  asker: Asker,
): End<Target> {
  const ping = protocol !== undefined && isPing(protocol);
  const found = service.ports.find((each) =>
    typeof port === 'string' ? each.name === port : port === undefined || each.port === port,
  );
  const number = typeof port === 'number' ? port : found?.port;
  if (number === undefined && !ping) return unknown(wrongPort(service, port) ?? `service ${service.name} has no port`);
  const spoken = protocol ?? protocols.find((each) => each === found?.protocol) ?? 'tcp';
  if (service.clusterIp !== undefined) {
    const wrong = ping ? undefined : wrongPort(service, port);
    const address = parseIp(addressFor([service.clusterIp, service.otherClusterIp], asker) ?? service.clusterIp)!;
    const end = one(service.name, address, ping ? 0 : number!, spokenTo(address, spoken));
    return wrong === undefined ? end : { ...end, wrongPort: wrong };
  }
  if (!service.headless) return unknown(`service ${service.name} has no cluster IP`);
  const index = found ? service.ports.indexOf(found) : -1;
  const all = service.endpoints.filter((each) => each.servicePort === index && each.ready);
  const first = addressFor(
    all.map(({ address }) => address),
    asker,
  );
  const ready = all.filter(({ address }) => typeof parseIp(address) === typeof parseIp(first ?? ''));
  if (ready.length === 0)
    return unknown(`headless service ${service.name} has no ready endpoint: its name has no address`);
  const of = ready.map(
    (each): Target => ({
      label: each.name,
      address: parseIp(each.address)!,
      port: typeof port === 'number' ? port : each.port,
      protocol: spokenTo(parseIp(each.address)!, spoken),
    }),
  );
  return { kind: 'known', of, name: service.name };
}
