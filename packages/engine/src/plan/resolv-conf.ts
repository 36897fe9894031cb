import { type Ip, parseIp } from '../base/addr/index.ts';
import type { ResolvConf } from '../network/stub-resolver.ts';
import type { ElementId } from '../topology/id.ts';
import { type Setting, settingOf } from '../topology/setting.ts';
import { nodeLocalDnsOf } from './node-local-dns.ts';
import type { Plan, PlannedCluster, PlannedPod, PlannedSubnet } from './plan.ts';
import { itemOf } from './plan-index.ts';
import { settingsOfMachine, settingsOfPod } from './written-of.ts';

/** The cluster's domain, which kubelet's `--cluster-domain` sets; no preset changes it. */
export const clusterDomain = 'cluster.local';

/**
 * What stands in `/etc/resolv.conf` of a machine or a pod; undefined: its provider's resolver, of which the file says nothing.
 * A pod's is what kubelet writes for its `dnsPolicy` and `dnsConfig` (kubernetes.io, DNS for Services and Pods).
 */
export function resolvConfOf(plan: Plan, id: ElementId): ResolvConf | undefined {
  const of = known.get(plan) ?? new Map<ElementId, ResolvConf | undefined>();
  known.set(plan, of);
  if (!of.has(id)) {
    const pod = itemOf(plan.pods, id);
    of.set(id, pod ? ofPod(plan, pod) : ofMachine(plan, id));
  }
  return of.get(id);
}

/** Machines that ask do so again and again. */
const known = new WeakMap<Plan, Map<ElementId, ResolvConf | undefined>>();

const none: ResolvConf = { nameservers: [], search: [], options: [] };

function ofPod(plan: Plan, pod: PlannedPod): ResolvConf {
  const settings = settingsOfPod(plan, pod);
  const written = settingOf(settings, 'dnsPolicy')?.values[0] ?? 'ClusterFirst';
  // a pod of the node's own network that only says ClusterFirst gets the node's
  const policy = written === 'ClusterFirst' && pod.hostNetwork ? 'Default' : written;
  const cluster = plan.clusters.find((each) => each.id === pod.cluster)!;
  const node = pod.node === undefined ? undefined : ofMachine(plan, pod.node);
  const base =
    policy === 'None' ? none : policy === 'Default' ? (node ?? none) : clusterFirst(plan, cluster, pod, node);
  const conf = withConfig(withNdots(base, settings), settingOf(settings, 'dnsConfig')?.settings ?? []);
  // kubelet writes a pod's own name into its /etc/hosts; one of the node's network has the node's file
  const { name, address } = pod;
  return pod.hostNetwork || address === undefined ? conf : { ...conf, hosts: [{ address, name }] };
}

function clusterFirst(
  plan: Plan,
  cluster: PlannedCluster,
  { namespace }: PlannedPod,
  node: ResolvConf | undefined,
): ResolvConf {
  const own = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  return {
    nameservers: [clusterDns(plan, cluster)],
    search: [...own, ...(node?.search ?? []).filter((each) => !own.includes(each))],
    options: ['ndots:5'],
  };
}

/** `--cluster-dns` of kubelets: the cache of the node, where it cannot have the Service's address as well. */
function clusterDns({ topology }: Plan, { id, dnsAddress, proxy }: PlannedCluster): Ip {
  const written = topology.clusters.find((each) => each.id === id);
  const cache = written && nodeLocalDnsOf(written, proxy);
  return cache && !cache.takesService ? cache.address : parseIp(dnsAddress)!;
}

/** `ndots 2`, for short. */
function withNdots(conf: ResolvConf, settings: readonly Setting[]): ResolvConf {
  const ndots = settingOf(settings, 'ndots')?.values[0];
  return ndots === undefined ? conf : { ...conf, options: [...conf.options, `ndots:${ndots}`] };
}

/** What `dnsConfig` adds: servers and domains behind, options in the place of those with their key (kubelet, pkg/kubelet/network/dns). */
function withConfig(conf: ResolvConf, settings: readonly Setting[]): ResolvConf {
  const values = (key: string) => settings.filter((each) => each.key === key).flatMap((each) => each.values);
  const servers = values('nameservers').flatMap((each) => parseIp(each) ?? []);
  const unique = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];
  return {
    nameservers: unique([...conf.nameservers, ...servers]),
    search: unique([...conf.search, ...values('searches')]),
    options: merged(conf.options, values('options')),
  };
}

const keyOf = (option: string): string => option.split(':')[0]!;

const merged = (own: readonly string[], added: readonly string[]): readonly string[] => [
  ...own.filter((each) => !added.some((other) => keyOf(other) === keyOf(each))),
  ...added,
];

/** A node or host has what DHCP of its network gives it, unless its own file is written. */
function ofMachine(plan: Plan, id: ElementId): ResolvConf | undefined {
  const settings = settingsOfMachine(plan, id);
  const file = settingOf(settings, 'resolv.conf')?.settings;
  if (file) {
    const values = (key: string) => file.filter((each) => each.key === key).flatMap((each) => each.values);
    return {
      nameservers: values('nameserver').flatMap((each) => parseIp(each) ?? []),
      // of several lines the last one counts, in glibc and musl alike
      search: settingOf(file, 'search')?.values ?? [],
      options: values('options'),
    };
  }
  const subnet = itemOf(plan.subnets, (itemOf(plan.nodes, id) ?? itemOf(plan.hosts, id))?.subnet ?? id);
  if (!subnet) return outside(plan, id, settings);
  const { resolver, nameserver } = plan.vpcs.find((each) => each.id === subnet.vpc) ?? {};
  const given = parseIp(nameserver ?? '');
  if (given !== undefined) return { ...none, nameservers: [given] };
  const ip = resolver === undefined || !hasResolver(plan, subnet.vpc) ? undefined : parseIp(resolver);
  return { ...none, nameservers: ip === undefined ? [] : [ip], search: [domainOf(plan, subnet)] };
}

/** `enable-dns-support false` takes a VPC's resolver away. */
export function hasResolver({ topology }: Plan, vpc: ElementId): boolean {
  const settings = topology.vpcs.find((each) => each.id === vpc)?.settings ?? [];
  return settingOf(settings, 'enable-dns-support')?.values[0] !== 'false';
}

/** With `enable-dns-hostnames true` machines have names by which others know their addresses. */
export function hasHostnames({ topology }: Plan, vpc: ElementId): boolean {
  const settings = topology.vpcs.find((each) => each.id === vpc)?.settings ?? [];
  return settingOf(settings, 'enable-dns-hostnames')?.values[0] === 'true';
}

/**
 * The domain that AmazonProvidedDNS gives with DHCP (VPC user guide, DHCP option sets): of the region that the subnet's zone names, else of the
 * written one of its VPC; without either of us-east-1.
 */
export function domainOf({ topology }: Plan, { zone, vpc }: Pick<PlannedSubnet, 'zone' | 'vpc'>): string {
  const written = settingOf(topology.vpcs.find(({ id }) => id === vpc)?.settings ?? [], 'region')?.values[0];
  const region = /^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$/.exec(zone ?? '')?.[1] ?? written;
  return region === undefined || region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
}

/** A machine at home asks its router, or whom its router announces; one with a line of its own the resolver of its provider. */
function outside(plan: Plan, id: ElementId, settings: readonly Setting[]): ResolvConf | undefined {
  const machine = itemOf(plan.hosts, id) ?? itemOf(plan.routers, id);
  const own = settingOf(settings, 'dns')?.values.flatMap((each) => parseIp(each) ?? []);
  if (own && own.length > 0) return { ...none, nameservers: own };
  const lan = machine?.lan === undefined ? undefined : itemOf(plan.lans, machine.lan);
  const router = lan?.router === undefined || lan.router === id ? undefined : itemOf(plan.routers, lan.router);
  if (router) {
    const announced = announcedBy(plan, router.id);
    return { ...none, nameservers: announced.length > 0 ? announced : [parseIp(router.address)!] };
  }
  const provider = resolverAt(plan, machine?.as);
  return provider === undefined ? undefined : { ...none, nameservers: [provider] };
}

function announcedBy({ topology }: Plan, id: ElementId): readonly Ip[] {
  const router = topology.internet?.routers.find((each) => each.id === id);
  const dhcp = settingOf(router?.settings ?? [], 'dhcp')?.settings ?? [];
  return settingOf(dhcp, 'dns')?.values.flatMap((each) => parseIp(each) ?? []) ?? [];
}

/** The resolver of a system, or the only one of the file. */
export function resolverAt({ topology }: Plan, as: ElementId | undefined): Ip | undefined {
  const all = topology.internet?.resolvers ?? [];
  const found =
    (as === undefined ? undefined : all.find((each) => each.as === as)) ?? (all.length === 1 ? all[0] : undefined);
  return found?.addresses.map(({ text }) => parseIp(text)).find((ip) => ip !== undefined);
}
