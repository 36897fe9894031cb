import { type Ip, parseIp } from '../base/addr/index.ts';
import { secondsOf } from '../base/duration.ts';
import { notModelled } from '../base/not-modelled.ts';
import { clusterDnsOf, dnsService } from '../compilers/names/coredns.ts';
import { internetNames } from '../compilers/names/internet-names.ts';
import { vpcStages } from '../compilers/names/vpc-resolver.ts';
import { resolverOf } from '../compilers/resolvers/index.ts';
import type { Device } from '../network/network.ts';
import type { Resolver } from '../network/resolver.ts';
import type { Family, StubResolver } from '../network/stub-resolver.ts';
import type { Plan } from '../plan/plan.ts';
import { itemOf } from '../plan/plan-index.ts';
import { resolvConfOf } from '../plan/resolv-conf.ts';
import { settingsOfMachine, settingsOfPod } from '../plan/written-of.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import { settingOf } from '../topology/setting.ts';
import type { Resolving } from '../walk/names/resolving.ts';

/** The resolver of a provider, which stands nowhere in the file, has no address. */
const provider: Ip = -1;

/**
 * How a program on a machine looks names up: its library, and what its `/etc/resolv.conf` says; or why that is not known.
 * One in a pod of its node's network stands on the node, and has the pod's files.
 */
export function programOn(
  plan: Plan,
  device: Device,
  pod?: ElementId,
): Pick<Resolving, 'device' | 'stub' | 'conf' | 'unplaced' | 'from' | 'keeps'> | string {
  const id = pod ?? elementId(device.id);
  const stub = stubOf(plan, id);
  if (typeof stub === 'string') return stub;
  const conf = resolvConfOf(plan, id) ?? { nameservers: [provider], search: [], options: [] };
  const own = device.interfaces.find(({ name }) => name !== 'lo')?.addresses[0];
  return {
    ...{ device, stub, conf, unplaced: unplacedFor(plan, id), ...keptOn(plan, id) },
    // Linux gives every interface with a link an address of IPv6 of it
    from: { address: own?.ip ?? 0, bits: own?.bits ?? 32, linkLocal6: true },
  };
}

/** What a machine keeps of answers: its browser for a time of its own, a daemon for as long as the records say. A C library keeps nothing. */
function keptOn(plan: Plan, id: ElementId): Pick<Resolving, 'keeps'> {
  const settings = itemOf(plan.pods, id) ? [] : settingsOfMachine(plan, id);
  const browser = secondsOf(settingOf(settings, 'browser-cache')?.values[0] ?? '');
  if (browser !== undefined) return { keeps: { by: 'its browser', seconds: browser } };
  const daemon = ['systemd-resolved', 'nscd'].find((key) => settingOf(settings, key)?.values[0] === 'true');
  return daemon === undefined ? {} : { keeps: { by: daemon, seconds: 'ttl' } };
}

/** `stub-resolver musl 1.2.5`; glibc where nothing is written. */
function stubOf(plan: Plan, id: ElementId): StubResolver | string {
  const pod = itemOf(plan.pods, id);
  const settings = pod ? settingsOfPod(plan, pod) : settingsOfMachine(plan, id);
  const [name, version] = settingOf(settings, 'stub-resolver')?.values ?? [];
  return resolverOf(name, version) ?? notModelled(`the resolver library ${name}`);
}

/**
 * Servers that a machine asks and that stand nowhere in the file: its provider's resolver, and the DNS of a cluster whose Service is not
 * written, which every cluster has. What they say is known; the way to them is not.
 */
function unplacedFor(plan: Plan, id: ElementId): ReadonlyMap<Ip, Resolver> {
  const names = internetNames(plan);
  const known = { kind: 'known', stage: 'resolver', names, mostAliases: 11 } as const;
  const out = new Map<Ip, Resolver>([
    [provider, { kind: 'resolve', name: 'the resolver of its provider', stages: [known] }],
  ]);
  const pod = itemOf(plan.pods, id);
  const cluster = pod && plan.clusters.find((each) => each.id === pod.cluster);
  if (!cluster || dnsService(plan, cluster)) return out;
  const own = clusterDnsOf(plan, cluster, undefined, `the DNS of cluster ${cluster.name}`);
  const vpc = plan.vpcs.find((each) => each.id === cluster.vpc);
  const behind = vpc ? vpcStages(plan, names, vpc) : [known];
  const stages = [...own.stages.filter((each) => each.kind !== 'forward' || each.for !== ''), ...behind];
  return out.set(parseIp(cluster.dnsAddress)!, { ...own, stages });
}

/** What a program asks for: addresses of both families, unless the walk is about one type. */
export const familiesOf = (type: Family | undefined): readonly Family[] => (type ? [type] : ['A', 'AAAA']);
