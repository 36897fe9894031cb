import { parseCidr, parseIp, showIp, single } from '../../../base/addr/index.ts';
import { withSource } from '../../../network/netfilter.ts';
import type { PolicyRule, Route } from '../../../network/route.ts';
import { hasChange } from '../../../plan/versions.ts';
import { connected, defaultVia } from '../../machine.ts';
import type { NodePart } from '../../part.ts';
import type { Cni, CniNode } from '../cni.ts';
import { chained } from '../plugins/index.ts';
import { writtenMtu } from '../written-mtu.ts';
import { keptBlocks, vpcCniChains } from './chains.ts';
import { connmarkOf } from './connmark.ts';
import { connmarkTable } from './nft-connmark.ts';
import { wirePod } from './pods.ts';
import { switchesOf, type VpcCniSwitches, vpcCniSettings } from './settings.ts';
import { vpcCniMarks } from './unmodelled.ts';

/**
 * The Amazon VPC CNI with secondary addresses: routed veths with /32 addresses, a rule to each pod, and for pods on a
 * secondary ENI a rule from each to that ENI's own table.
 */
export const vpcCni: Cni = {
  id: 'vpc-cni',
  podAddresses: 'network',
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
  const primary = on.nics.find((nic) => nic.index === 0);
  const tables = new Map<string, readonly Route[]>();
  const main: Route[] = [];
  const own = primary?.interface.addresses[0];
  if (primary?.router && own)
    main.push(
      defaultVia(primary.router.ip, primary.interface.name),
      connected(primary.interface.name, { ip: own.ip, bits: primary.router.bits }),
    );
  tables.set('main', [...main, ...wired.map((each) => each.route)]);
  for (const nic of on.nics) {
    if (nic.index === 0 || !nic.router) continue;
    const { name } = nic.interface;
    tables.set(String(nic.index + 1), [
      defaultVia(nic.router.ip, name),
      { to: single(nic.router.ip), type: 'unicast', dev: name, scope: 'link' },
    ]);
  }
  const part: NodePart = {
    interfaces: wired.map((each) => each.host),
    rules: rules(
      on,
      switches,
      wired.map((each) => each.pod),
    ),
    tables,
    neighbours: [],
    // the add-on's init container loosens the primary interface; the distribution's default for the others is strict
    rpFilter: Object.fromEntries(
      on.nics.map((nic) => [nic.interface.name, nic.index === 0 && switches.nodePortSupport ? 2 : 1]),
    ),
    chains:
      primary && own
        ? withSource(
            vpcCniChains(switches, { name: primary.interface.name, ip: showIp(own.ip) }, on.networkCidrs, {
              connmark,
              version: on.version,
            }),
            on.origin,
          )
        : [],
    nft:
      connmark === 'nftables' && !switches.externalSnat
        ? [connmarkTable(switches, keptBlocks(switches, on.networkCidrs), on.origin)]
        : [],
    unmodelled: vpcCniMarks(on, switches),
    pods: new Map(wired.map((each) => [each.pod.id, each.device])),
    links: wired.map((each) => each.link),
  };
  const attached = wired.map(({ pod, host: { name } }) => ({
    ...{ pod, address: parseIp(pod.address!)!, bits: 32, host: name, veth: name },
  }));
  // 10-aws.conflist chains portmap, in a network of this name (amazon-vpc-cni-k8s, misc/10-aws.conflist)
  return chained(part, ['portmap'], on, { network: 'aws-cni', attached });
}

/** The rules beside the three that every machine has; priorities from networkutils/network.go. */
function rules({ nics, origin, version }: CniNode, switches: VpcCniSwitches, pods: CniNode['pods']): PolicyRule[] {
  const out: PolicyRule[] = [];
  for (const pod of pods) {
    const to = single(parseIp(pod.address!)!);
    const source = pod.workload ?? pod.id;
    out.push({ priority: 512, to, table: 'main', source });
    const nic = nics.find((each) => each.index === pod.eni);
    if (nic && nic.index > 0) out.push({ priority: 1536, from: to, table: String(nic.index + 1), source });
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
  for (const { index, interface: nic } of hasChange(version, 'eniAddressRule') ? nics : []) {
    const own = nic.addresses[0];
    if (index > 0 && own)
      out.push({
        priority: 32765,
        from: single(own.ip),
        table: String(index + 1),
        ...(nic.source === undefined ? {} : { source: nic.source }),
      });
  }
  return out;
}
