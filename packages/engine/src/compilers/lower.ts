import {
  type Cidr,
  cidr,
  contains,
  type Family,
  familyOf,
  type Ip,
  parseIp,
  plus,
  sizeOf,
} from '../base/addr/index.ts';
import { once } from '../base/memo.ts';
import { PartedMap } from '../base/parted-map.ts';
import { joinRulesets } from '../network/netfilter.ts';
import type { AddressMapping, Device, Interface, Link, Network } from '../network/network.ts';
import type { Route } from '../network/route.ts';
import { amazonAddress } from '../plan/amazon-services.ts';
import { cardOf } from '../plan/network-cards.ts';
import type { Plan, PlannedHost, PlannedNode, PlannedPod } from '../plan/plan.ts';
import { podsOfNode } from '../plan/plan-index.ts';
import { labelledZone } from '../plan/traffic-distribution.ts';
import { versionOf } from '../plan/versions.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import { beforeTerminating } from './before.ts';
import type { Fabric } from './clouds/cloud.ts';
import { cloudOf } from './clouds/index.ts';
import type { Branch } from './cnis/cni.ts';
import { cniOf } from './cnis/index.ts';
import { internetOf } from './internet/index.ts';
import { ipMasqAgentChains } from './ip-masq-agent.ts';
import { lowerBalancers } from './lower-balancers.ts';
import { advertised, connected, defaultVia, endSystem, ownSegment } from './machine.ts';
import { namesOn, onNodes } from './names/index.ts';
import { forwardChain, nodeParts } from './node.ts';
import { noPart } from './part.ts';
import { podBlocks } from './pod-blocks.ts';
import { ClusterPolicies } from './policies/cluster-policies.ts';
import { policiesIn } from './policies/in-cluster.ts';
import { enforcerOf } from './policies/index.ts';
import { serviceMap } from './proxies/ebpf/service-map.ts';
import { proxiesOf } from './proxies/in-cluster.ts';
import type { ProxyNode } from './proxies/service-proxy.ts';
import { foreignAddresses } from './unmodelled/addresses.ts';
import { nodeMarks } from './unmodelled/nodes.ts';
import { podMarks } from './unmodelled/pods.ts';
import { serviceMarks } from './unmodelled/services.ts';
import { takenMarks } from './unmodelled/taken.ts';

/** Compiles a plan into neutral devices: the cloud's, then each cluster's nodes and pods, then the Internet around them. */
export function lower(plan: Plan): Network {
  const devices = new LoweredDevices();
  const links = new PartedMap<Link>();
  const fabrics = new Map<ElementId, Fabric>();
  const interfaces: Interface[] = [];
  const mappings: AddressMapping[] = [];
  const naming = namesOn(plan);
  const named = (device: Device): Device => withDown(plan, naming(device));
  const add = (device: Device) => {
    devices.set(device.id, named(device));
    interfaces.push(...device.interfaces);
    if (device.mapping) mappings.push(device.mapping);
  };
  for (const vpc of plan.vpcs) {
    const fabric = cloudOf(vpc.cloud)?.lower(plan, vpc.id, (id) => fabrics.get(id));
    if (!fabric) continue;
    fabrics.set(vpc.id, fabric);
    for (const device of fabric.devices) add(device);
  }
  for (const cloud of new Set(plan.vpcs.map(({ cloud }) => cloudOf(cloud)))) {
    const between = cloud?.between?.(plan);
    for (const device of between?.devices ?? []) add(device);
    for (const link of between?.links ?? []) links.set(link.id, link);
  }
  const subnetOf = new Map(plan.subnets.map((subnet) => [subnet.id, subnet]));
  for (const host of plan.hosts) {
    const subnet = host.subnet === undefined ? undefined : subnetOf.get(host.subnet);
    const device = subnet && hostDevice(host, subnet.zone, fabrics.get(subnet.vpc));
    if (device) add(device);
  }
  const balancers = lowerBalancers(plan, fabrics);
  for (const device of balancers.devices) add(device);
  const { pools, inPod } = balancers;
  for (const cluster of plan.clusters) {
    const cni = cniOf(cluster.cni);
    const fabric = cluster.vpc === undefined ? undefined : fabrics.get(cluster.vpc);
    if (!fabric) continue;
    const source = plan.topology.clusters.find((each) => each.id === cluster.id)!;
    const services = plan.services.filter((service) => service.cluster === cluster.id);
    const written = source.settings;
    const taken = takenMarks(plan, cluster.id);
    const marksOn = nodeMarks(cluster, source, serviceMarks(source, cluster, services));
    const proxies = proxiesOf(plan, cluster, source);
    const [compiled] = proxies.map(({ own }) => own);
    const servers = onNodes(plan, cluster);
    const settings = settingOf(written, 'cni')?.settings ?? [];
    const version = settingOf(written, 'cni')?.values[1];
    const mapped = cni?.mapsServices?.(settings);
    const redirects = cluster.nodeLocalDns === 'redirected';
    const enforcer = enforcerOf(cluster.cni);
    const nodes = plan.nodes.filter((node) => node.cluster === cluster.id);
    const policies = policiesIn(plan, source, enforcer, { settings, version, services, nodes });
    const unjudged = once(() => new ClusterPolicies(plan, source));
    const writtenOf = once(() => new Map(source.pods.map((pod) => [pod.id, pod.settings])));
    const settingsOf = ({ id }: PlannedPod) => writtenOf().get(id) ?? [];
    const masquerading = ipMasqAgentChains(cluster);
    const networkCidrs = plan.vpcs.find((each) => each.id === cluster.vpc)?.cidrs ?? [];
    for (const node of nodes) {
      if (node.enis.length === 0) continue;
      const nics = nicsOf(node, fabric, cni?.nicMtu?.(settings));
      const pods = podsOfNode(plan, node.id);
      const branches = branchesOf(node, pods, fabric, cni?.nicMtu?.(settings));
      const attached = [...nics, ...branches.values()].map((each) => each.interface);
      for (const nic of attached) devices.attached(node.id, nic);
      interfaces.push(...attached);
      const marksOf = (pod: PlannedPod) =>
        podMarks(source, pod, enforcer || pod.hostNetwork ? undefined : unjudged().of(pod));
      const onNode = once(() => policies?.(node, pods));
      const policiesAt = (pod: PlannedPod) => onNode()?.at(pod);
      const part = once(() =>
        (cni?.lower ?? noPart)({
          cluster,
          origin: settingOf(written, 'cni')?.id ?? cluster.id,
          settings,
          version,
          kubernetes: versionOf(source, 'kubernetes'),
          node,
          nodes,
          pods,
          settingsOf,
          nics,
          branches,
          networkCidrs,
          marksOf,
          policiesAt,
        }),
      );
      const addresses = nics.flatMap((nic) => nic.interface.addresses.map((each) => each.ip));
      const zone = labelledZone(node);
      const as = (family: Family): ProxyNode => {
        const podCidr = ofFamilyBlock([node.podCidr, node.otherPodCidr], family);
        return {
          id: node.id,
          addresses: addresses.filter((ip) => familyOf(ip) === family),
          get local() {
            const others = [...part().interfaces, ...servers.interfaces];
            return [...addresses, ...others.flatMap((each) => each.addresses.map(({ ip }) => ip))].filter(
              (ip) => familyOf(ip) === family,
            );
          },
          ...(zone === undefined ? {} : { zone }),
          ...(podCidr === undefined ? {} : { podCidr }),
        };
      };
      const proxied = as(4);
      const six = proxies.find(({ family }) => family === 6)?.own;
      const device = (): Device =>
        nodeParts({
          node,
          nics: attached,
          part: part(),
          servers,
          pods,
          services,
          ebpf: (unmodelled) =>
            mapped && serviceMap(services, { proxied, pods, unmodelled, redirects }, mapped === 'all'),
          ipvs: compiled?.ipvsOn && once(() => compiled.ipvsOn!(proxied)),
          hasProxy: cluster.proxy !== 'ebpf',
          ipsets: () => onNode()?.ipsets ?? [],
          routeLocalnet: compiled?.routeLocalnet === true,
          skipsOf: (pod) => policiesAt(pod)?.skips,
          unmodelled: [...marksOn({ node, pods, addresses }), ...taken(node, attached), ...(part().unmodelled ?? [])],
          nft: () => [...(part().nft ?? []), ...proxies.flatMap(({ family, own }) => own.nftOn?.(as(family)) ?? [])],
          chains: () =>
            joinRulesets(
              [
                servers.chains,
                part().firstChains ?? [],
                onNode()?.chains ?? [],
                compiled?.chainsOn(proxied) ?? [],
                part().chains,
                masquerading,
                forwardChain(node),
              ],
              compiled?.shared,
            ),
          chains6:
            cluster.families.includes(6) || cluster.egress === 6
              ? () =>
                  joinRulesets(
                    [part().firstChains6 ?? [], six?.chainsOn(as(6)) ?? [], part().chains6 ?? [], forwardChain(node)],
                    six?.shared,
                  )
              : undefined,
        });
      const ids = [node.id, ...pods.map(({ id }) => id)];
      const wire = links.laterWithMore([], () => part().links.map((link) => [link.id, link] as const));
      devices.laterEach(ids, () => {
        // Whoever has a device of the node knows the names of its links.
        wire();
        const inside = [...part().pods].map(([id, pod]) => [id, () => named(inPod(id, pod()))] as const);
        return [[node.id, () => named(device())] as const, ...inside];
      });
    }
  }
  const internet = internetOf(plan, [...fabrics.values()]);
  for (const device of internet.devices) add(device);
  const joined = new Map<string, Link>();
  for (const link of [...[...fabrics.values()].flatMap((fabric) => fabric.links()), ...internet.links]) {
    const earlier = joined.get(link.id);
    joined.set(link.id, earlier ? { ...earlier, members: [...earlier.members, ...link.members] } : link);
  }
  for (const [id, link] of joined) links.set(id, link);
  const pairs = mappings.flatMap((mapping) => [...mapping.pairs.values()]);
  const drawn = new Map([
    ...pairs.flatMap((pair) => (pair.drawn === undefined ? [] : [[pair.public, pair.drawn] as const])),
    ...internet.drawn,
    ...[...fabrics.values()].flatMap((fabric) => [...(fabric.drawn ?? [])]),
    ...[...fabrics.values()].flatMap(({ uplinks }) =>
      uplinks.flatMap(({ standIns = [] }) => standIns.map((ip) => [ip, amazonAddress] as const)),
    ),
  ]);
  const podBlock = podBlocks(plan, () => interfaces);
  const before = once(() => {
    const earlier = beforeTerminating(plan);
    return earlier && lower(earlier);
  });
  return { devices, links, pools, unmodelled: foreignAddresses(plan), drawn, mappings, podBlock, before };
}

const ofFamilyBlock = (blocks: readonly (string | undefined)[], family: Family): string | undefined =>
  blocks.find((text) => text !== undefined && text.includes(':') === (family === 6));

/** A device as it is where its zone is gone. */
function withDown({ down }: Plan, device: Device): Device {
  const zone = down.get(elementId(device.id));
  if (!zone) return device;
  const why = `zone ${zone.name} is down: nothing answers`;
  return { ...device, down: { why, cause: 'ZONE-DOWN', source: zone.id } };
}

/** Devices, and the interfaces that nodes have before they are lowered. */
class LoweredDevices extends PartedMap<Device> {
  readonly #attached = new Map<string, readonly Interface[]>();

  attached(device: string, nic: Interface): void {
    this.#attached.set(device, [...(this.#attached.get(device) ?? []), nic]);
  }

  interfaceOf(device: string, name: string): Interface | undefined {
    return this.#attached.get(device)?.find((each) => each.name === name);
  }
}

const addressesOf = (block: Cidr): Ip[] => Array.from({ length: sizeOf(block) }, (_, i) => plus(block.base, i));

function nicsOf(node: PlannedNode, fabric: Fabric, mtu: number | undefined) {
  return node.enis.flatMap((eni) => {
    const primary = parseIp(eni.primary);
    const router = fabric.routerOf(eni.subnet);
    if (primary === undefined || !router) return [];
    // all addresses of a prefix are its interface's, whether a pod has them or not
    const delegated = (eni.prefixes ?? []).flatMap((each) => addressesOf(cidr(each)));
    const six = eni.primary6 === undefined ? undefined : parseIp(eni.primary6);
    const blocks = (eni.prefixes6 ?? []).map(cidr);
    const secondaries = [...new Set([...eni.secondaries.flatMap((each) => parseIp(each) ?? []), ...delegated])];
    const nic = fabric.attach({
      id: eni.written ? eni.id : (node.group ?? node.id),
      eni: eni.id,
      name: eni.interface,
      device: node.id,
      subnet: eni.subnet,
      primary,
      secondaries,
      ...(six === undefined ? {} : { six }),
      ...(blocks.length > 0 ? { blocks } : {}),
      securityGroups: eni.securityGroups,
      guarded: true,
      ...(node.machine === undefined ? {} : { machine: node.machine }),
      ...(mtu === undefined ? {} : { mtu }),
    });
    const router6 = fabric.routerOf(eni.subnet, 6);
    return [{ id: eni.id, interface: nic, index: eni.index, card: cardOf(eni), router, router6 }];
  });
}

/** The branch interfaces of the pods of a node, each under its VLAN. */
function branchesOf(
  node: PlannedNode,
  pods: readonly PlannedPod[],
  fabric: Fabric,
  mtu: number | undefined,
): ReadonlyMap<ElementId, Branch> {
  const out = new Map<ElementId, Branch>();
  for (const { id, workload, branch, address } of pods) {
    const primary = branch && parseIp(address ?? '');
    const router = branch && fabric.routerOf(branch.subnet);
    if (primary === undefined || !router) continue;
    const nic = fabric.attach({
      ...{
        id: workload ?? id,
        eni: branch.id,
        name: `vlan.eth.${branch.vlan}`,
        device: node.id,
        subnet: branch.subnet,
      },
      ...{ primary, secondaries: [], securityGroups: branch.securityGroups, guarded: true, bare: true },
      ...(mtu === undefined ? {} : { mtu }),
    });
    out.set(id, { interface: nic, vlan: branch.vlan, router });
  }
  return out;
}

/** A router with an address of the link alone advertises itself; another one is written into the machine. */
const routesOfSix = (dev: string, own: Ip, router: { readonly ip: Ip; readonly bits: number }): readonly Route[] =>
  contains(linkLocal, router.ip)
    ? advertised(dev, own, router)
    : [defaultVia(router.ip, dev), connected(dev, { ip: own, bits: router.bits })];

const linkLocal = cidr('fe80::/10');

const everyFour = cidr('0.0.0.0/0');

/** A machine with one interface in a subnet. */
function hostDevice(host: PlannedHost, zone: string | undefined, fabric: Fabric | undefined): Device | undefined {
  const primary = host.address === undefined ? undefined : parseIp(host.address);
  const router = host.subnet === undefined ? undefined : fabric?.routerOf(host.subnet);
  if (primary === undefined || !router || !fabric || host.subnet === undefined) return undefined;
  const six = host.address6 === undefined ? undefined : parseIp(host.address6);
  const nic = fabric.attach({
    id: host.id,
    name: 'eth0',
    device: host.id,
    subnet: host.subnet,
    primary,
    secondaries: [],
    ...(six === undefined ? {} : { six }),
    securityGroups: host.securityGroups,
    guarded: true,
    ...(host.machine === undefined ? {} : { machine: host.machine }),
  });
  const router6 = six === undefined ? undefined : fabric.routerOf(host.subnet, 6);
  const main = [
    defaultVia(router.ip, nic.name),
    ownSegment(nic.name, primary, router),
    ...(router6 && six !== undefined ? routesOfSix(nic.name, six, router6) : []),
  ];
  const device = endSystem({ ...host, source: host.id, ...(zone === undefined ? {} : { zone }), nic, main });
  const { unknownSix: why } = host;
  return why === undefined ? device : { ...device, unmodelled: [{ hook: 'routing', why, outside: [everyFour] }] };
}
