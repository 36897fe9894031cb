import { type Ip, ip, parseIp, plus, single } from '../../../base/addr/index.ts';
import { macOf } from '../../../network/mac.ts';
import type { Interface, Link, Neighbour } from '../../../network/network.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import type { PlannedPod } from '../../../plan/plan.ts';
import { hasChange } from '../../../plan/versions.ts';
import { defaultVia } from '../../machine.ts';
import type { CniNode } from '../cni.ts';
import { vethName } from '../veth-name.ts';
import type { VpcCniSwitches } from './settings.ts';

type Nic = CniNode['nics'][number];

/** An interface of a network card that the add-on has to do with: without ENABLE_MULTI_NIC of the default one alone. */
export const isManaged = ({ card }: Pick<Nic, 'card'>, { node }: Pick<CniNode, 'node'>): boolean =>
  card === 0 || node.podCards?.includes(card) === true;

/**
 * The routing table of an interface: `main` of the machine's first one, then the number of the device and one. Those of further network
 * cards are told apart by the interfaces of a card before v1.20.3, and since by 10000 and a hundred for each card, as
 * amazon-ec2-net-utils numbers them (amazon-vpc-cni-k8s, pkg/networkutils, setupENINetwork; v1.20.3, CalculateRouteTableId, #3452).
 */
export function tableOf(
  { index, card }: Pick<Nic, 'index' | 'card'>,
  { node, version }: Pick<CniNode, 'node' | 'version'>,
  { maxEni }: Pick<VpcCniSwitches, 'maxEni'>,
): string {
  if (card === 0) return index === 0 ? 'main' : String(index + 1);
  if (hasChange(version, 'cardTables')) return String(10_000 + 100 * card + index);
  const most = node.limits?.enis ?? 0;
  return String(card * Math.min(most, maxEni ?? most) + index + 1);
}

/** One more interface of a pod. */
export interface Further {
  readonly address: Ip;
  readonly nic: Nic;
  /** In the pod: the interface, its neighbour, the rule that leads to its table, and that table. */
  readonly inPod: Interface;
  readonly neighbour: Neighbour;
  readonly rule: PolicyRule;
  readonly routes: readonly Route[];
  readonly host: Interface;
  readonly link: Link;
  readonly route: Route;
}

/** The next hop of the first interface, which nobody has; those of further ones follow. */
const firstGateway = ip('169.254.1.1');

/**
 * The interfaces that a pod has of further network cards: `mNicIf1` and so on, each on a veth of its own, with a table that the
 * packets take which have its address (cmd/routed-eni-cni-plugin, driver.go; pkg/networkutils, names.go).
 */
export function furtherInterfaces(
  { node, nics, marksOf, policiesAt }: Pick<CniNode, 'node' | 'nics' | 'marksOf' | 'policiesAt'>,
  pod: PlannedPod,
  { vethPrefix, podMtu: mtu }: Pick<VpcCniSwitches, 'vethPrefix' | 'podMtu'>,
): readonly Further[] {
  const source = pod.workload ?? pod.id;
  return (pod.attachments ?? []).flatMap(({ name, eni, address: text }, at) => {
    const address = parseIp(text);
    const nic = nics.find((each) => each.id === eni);
    if (address === undefined || !nic) return [];
    const number = at + 1;
    const link = `veth ${pod.id} ${name}`;
    const gateway = plus(firstGateway, number);
    const mac = macOf('host-veth', address);
    const { guard, skips, unclear } = policiesAt(pod) ?? {};
    const unmodelled = marksOf(pod) ?? unclear;
    const host: Interface = {
      ...{ name: vethName(pod.namespace, `${pod.name}.${number}`, vethPrefix), mac, addresses: [], answers: [] },
      ...{ link, mtu, source },
      ...(unmodelled ? { unmodelled } : {}),
      ...(guard ? { policies: guard } : {}),
      ...(skips ? { skips } : {}),
    };
    return {
      address,
      nic,
      inPod: {
        ...{ name, mac: macOf('pod', address), link, mtu },
        addresses: [{ ip: address, bits: 32 }],
        answers: [address],
      },
      neighbour: { ip: gateway, dev: name, mac, state: 'PERMANENT' as const },
      rule: { priority: 1, from: single(address), table: String(number), source },
      routes: [
        defaultVia(gateway, name),
        { to: single(gateway), type: 'unicast' as const, dev: name, scope: 'link' as const },
      ],
      host,
      link: {
        ...{ id: link, l2: true },
        members: [
          { device: node.id, interface: host.name },
          { device: pod.id, interface: name },
        ],
      },
      route: { to: single(address), type: 'unicast' as const, dev: host.name, scope: 'link' as const, source },
    };
  });
}

/** The rules of the node to a pod's further address, and from it to the table of its interface (driver.go, setupIPBasedContainerRouteRules). */
export function furtherRules(
  { address, nic, route: { source } }: Further,
  on: Pick<CniNode, 'node' | 'version'>,
  switches: Pick<VpcCniSwitches, 'maxEni'>,
): readonly PolicyRule[] {
  const own = { source: source! };
  return [
    { priority: 512, to: single(address), table: 'main', ...own },
    { priority: 1536, from: single(address), table: tableOf(nic, on, switches), ...own },
  ];
}
