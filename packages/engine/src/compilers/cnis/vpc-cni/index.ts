import { type Family, familyOf, parseCidr, showIp, single, widthOf } from '../../../base/addr/index.ts';
import { type Chain, withSource } from '../../../network/netfilter.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import { isPrimary } from '../../../plan/network-cards.ts';
import { hasChange } from '../../../plan/versions.ts';
import { advertised, connected, defaultVia } from '../../machine.ts';
import type { NodePart } from '../../part.ts';
import type { Branch, Cni, CniNode } from '../cni.ts';
import { chained } from '../plugins/index.ts';
import { writtenMtu } from '../written-mtu.ts';
import { keptBlocks, vpcCniChains } from './chains.ts';
import { connmarkOf } from './connmark.ts';
import { blockedEgress, type Egress } from './egress.ts';
import { furtherRules, isManaged, tableOf } from './network-cards.ts';
import { connmarkTable } from './nft-connmark.ts';
import { type VpcCniPod, wirePod } from './pods.ts';
import { switchesOf, type VpcCniSwitches, vpcCniSettings } from './settings.ts';
import { cardMarks, vpcCniMarks } from './unmodelled.ts';

/**
 * The Amazon VPC CNI: routed veths with /32 addresses (/128 of IPv6), a rule to each pod, and for pods on a secondary ENI a
 * rule from each to that ENI's own table. Pods reach the other family by a second veth, translated by their node.
 */
export const vpcCni: Cni = {
  id: 'vpc-cni',
  clouds: ['aws'],
  podAddresses: 'network',
  carriesSix: true,
  doc: 'Amazon VPC CNI: pods have addresses of the VPC, on routed veths; policy rules choose the ENI.',
  settings: vpcCniSettings,
  writtenMtu: (settings) => writtenMtu(settings, 'POD_MTU'),
  nicMtu: (settings) => switchesOf(settings).eniMtu,
  lower,
};

function lower(on: CniNode): NodePart {
  const switches = switchesOf(on.settings);
  const wired = on.pods.flatMap((pod) => {
    const wire = wirePod(on, pod, switches);
    return wire ? [{ ...wire, pod }] : [];
  });
  const connmark = connmarkOf(on.version, on.node.image);
  const primary = on.nics.find(isPrimary);
  const tables = new Map<string, readonly Route[]>();
  const main: Route[] = [];
  const own = primary?.interface.addresses[0];
  const six = primary?.interface.addresses.find(({ ip }) => typeof ip === 'bigint');
  if (primary?.router && own)
    main.push(
      defaultVia(primary.router.ip, primary.interface.name),
      connected(primary.interface.name, { ip: own.ip, bits: primary.router.bits }),
    );
  if (primary?.router6 && six) main.push(...advertised(primary.interface.name, six.ip, primary.router6));
  const leaving = wired.flatMap(({ egress }) => egress ?? []);
  const further = wired.flatMap((each) => each.further);
  const strict = switches.strict ? (on.branches ?? new Map()) : new Map();
  const known = wired.filter(({ pod }) => !strict.has(pod.id));
  tables.set('main', [
    ...main,
    ...known.map((each) => each.route),
    ...leaving.map(({ route }) => route),
    ...further.map(({ route }) => route),
  ]);
  const { egress, families } = on.cluster;
  const isSix = families[0] === 6;
  const blocked = (family: Family) => withSource([blockedEgress(family)], on.origin);
  for (const nic of on.nics) {
    if (isPrimary(nic) || !nic.router || !isManaged(nic, on)) continue;
    const { name } = nic.interface;
    tables.set(tableOf(nic, on, switches), [
      defaultVia(nic.router.ip, name),
      { to: single(nic.router.ip), type: 'unicast', dev: name, scope: 'link' },
    ]);
  }
  for (const { pod, route } of wired) {
    const branch = on.branches?.get(pod.id);
    if (branch) tables.set(branchTable(branch), branchRoutes(branch, switches.strict ? route : undefined));
  }
  const part: NodePart = {
    interfaces: wired.flatMap(({ host, egress, further: more }) => [
      host,
      ...(egress ? [egress.host] : []),
      ...more.map((each) => each.host),
    ]),
    ...(isSix ? { rules: [], rules6: rules(on, switches, wired) } : { rules: rules(on, switches, wired) }),
    ...(switches.podEni && switches.strict ? { localPriority: 20 } : {}),
    ...(switches.lateDemux ? { lateDemux: true } : {}),
    tables,
    neighbours: [],
    // the add-on's init container loosens the primary interface; the distribution's default for the others is strict
    rpFilter: Object.fromEntries(
      on.nics.map((nic) => [nic.interface.name, isPrimary(nic) && switches.nodePortSupport ? 2 : 1]),
    ),
    ...(isSix ? { firstChains: blocked(4) } : egress === 6 ? { firstChains6: blocked(6) } : {}),
    ...(isSix ? {} : { chains6: withSource(egressChains(leaving), on.origin) }),
    chains: isSix
      ? withSource(egressChains(leaving), on.origin)
      : primary && own
        ? withSource(
            vpcCniChains(switches, { name: primary.interface.name, ip: showIp(own.ip) }, on.networkCidrs, {
              connmark,
              version: on.version,
            }),
            on.origin,
          )
        : [],
    nft:
      connmark === 'nftables' && !switches.externalSnat && !isSix
        ? [connmarkTable(switches, keptBlocks(switches, on.networkCidrs), on.origin)]
        : [],
    unmodelled: [...cardMarks(on), ...(isSix ? [] : vpcCniMarks(on, switches))],
    pods: new Map(wired.map((each) => [each.pod.id, each.device])),
    links: wired.flatMap(({ link, egress, further: more }) => [
      link,
      ...(egress ? [egress.link] : []),
      ...more.map((each) => each.link),
    ]),
  };
  const attached = wired.map(({ pod, address, host: { name } }) => ({
    ...{ pod, address, bits: widthOf(familyOf(address)), host: name, veth: name },
  }));
  // 10-aws.conflist chains portmap, in a network of this name (amazon-vpc-cni-k8s, misc/10-aws.conflist)
  return chained(part, ['portmap'], on, { network: 'aws-cni', attached });
}

/** The table of a branch interface is called by its VLAN (cmd/routed-eni-cni-plugin/driver). */
const branchTable = ({ vlan }: Branch): string => String(vlan + 100);

/** Everything goes to the router of the subnet, and with `pod` what is for the pod to it. */
const branchRoutes = ({ interface: { name }, router }: Branch, pod: Route | undefined): readonly Route[] => [
  defaultVia(router.ip, name),
  { to: single(router.ip), type: 'unicast', dev: name, scope: 'link' },
  ...(pod ? [pod] : []),
];

/** The chains of POSTROUTING that translate what pods send to the other family. */
const egressChains = (leaving: readonly Egress[]): readonly Chain[] =>
  leaving.length === 0
    ? []
    : [
        { table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT', rules: leaving.map(({ jump }) => jump) },
        ...leaving.map(({ chain }) => chain),
      ];

/** The rules beside those that every machine has, for pods of one family; priorities from networkutils/network.go. */
function rules(on: CniNode, switches: VpcCniSwitches, pods: readonly VpcCniPod[]): PolicyRule[] {
  const { nics, branches, origin, version } = on;
  const out: PolicyRule[] = [];
  for (const { pod, address, host, further } of pods) {
    const to = single(address);
    const source = pod.workload ?? pod.id;
    const branch = branches?.get(pod.id);
    if (branch && switches.strict) {
      const table = branchTable(branch);
      out.push(
        { priority: 10, iif: branch.interface.name, table, source },
        { priority: 10, iif: host.name, table, source },
      );
      continue;
    }
    if (branch) out.push({ priority: 1536, from: to, table: branchTable(branch), source });
    out.push({ priority: 512, to, table: 'main', source });
    const nic = nics.find((each) => each.index === pod.eni && each.card === (pod.card ?? 0));
    if (nic && !isPrimary(nic)) out.push({ priority: 1536, from: to, table: tableOf(nic, on, switches), source });
    for (const each of further) out.push(...furtherRules(each, on, switches));
  }
  if (switches.nodePortSupport || !switches.externalSnat)
    out.push({
      priority: 1024,
      fwmark: { value: switches.mark, mask: switches.mark },
      table: 'main',
      source: origin,
    });
  for (const text of switches.externalServiceCidrs) {
    const to = parseCidr(text)?.cidr;
    if (to) out.push({ priority: 1535, to, table: 'main', source: origin });
  }
  for (const each of hasChange(version, 'eniAddressRule') ? nics : []) {
    const { interface: nic } = each;
    const own = nic.addresses[0];
    if (!isPrimary(each) && isManaged(each, on) && own)
      out.push({
        priority: 32765,
        from: single(own.ip),
        table: tableOf(each, on, switches),
        ...(nic.source === undefined ? {} : { source: nic.source }),
      });
  }
  return out;
}
