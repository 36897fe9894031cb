import { showIp } from '../../base/addr/index.ts';
import type { Device, Interface } from '../../network/network.ts';
import { showTunnel, type Tunnel } from '../../network/tunnel.ts';
import { comment, type Line } from './line.ts';

/** What an interface is, as `ip -d link show` says it behind its addresses. */
function kindOf({ name, link, tunnel, bridge, port, shaper }: Interface): readonly string[] {
  if (tunnel) return [`${showTunnel(tunnel)}${tunnel.kind === 'vxlan' ? ' nolearning' : ''}`];
  if (bridge) return ['bridge'];
  if (shaper && link === undefined) return ['ifb'];
  return [
    ...(link?.startsWith('veth ') || port ? ['veth'] : name === 'lo' ? ['loopback'] : []),
    ...(port ? [`bridge_slave hairpin ${port.hairpin ? 'on' : 'off'}`] : []),
  ];
}

/** `ip -d link show`, without the numbers and flags that only a running kernel knows. */
export const showLinks = ({ interfaces }: Device): readonly Line[] =>
  interfaces.flatMap((each) => {
    const { name, mac, mtu, bridge, port } = each;
    const head = [`${name}:`, ...(mtu === undefined ? [] : [`mtu ${mtu}`]), ...(port ? [`master ${port.of}`] : [])];
    return [
      { text: head.join(' ') },
      ...(mac === undefined
        ? []
        : [{ text: `    link/ether ${mac} promiscuity ${bridge?.promiscuous || port ? 1 : 0}` }]),
      ...kindOf(each).map((text) => ({ text: `    ${text}` })),
    ];
  });

const forwarding = (name: string, { forwarding: known }: Tunnel): string[] =>
  [...(known ?? [])].map(([mac, ip]) => `${mac} dev ${name} dst ${showIp(ip)} self permanent`);

/** `bridge link show` and `bridge fdb show`: ports, and what does not come with traffic. Undefined: no bridge and no tunnel is there. */
export function showBridges({ interfaces }: Device): readonly Line[] | undefined {
  const ports = interfaces.filter(({ port }) => port);
  const entries = interfaces.flatMap(({ name, mac, bridge, port, tunnel }): string[] => [
    ...(bridge ? [`${mac} dev ${name} master ${name} permanent`] : []),
    ...(port ? [`${mac} dev ${name} master ${port.of} permanent`] : []),
    ...(tunnel ? forwarding(name, tunnel) : []),
  ]);
  if (entries.length === 0) return undefined;
  const calls = interfaces.find(({ bridge }) => bridge)?.bridge?.callsIptables;
  return [
    ...(calls === undefined ? [] : [comment(`net.bridge.bridge-nf-call-iptables = ${calls ? 1 : 0}`)]),
    comment('bridge link show'),
    ...ports.map(({ name, mtu, port }) => ({
      text: `${name}: mtu ${mtu} master ${port!.of} state forwarding priority 32 cost 2 hairpin ${port!.hairpin ? 'on' : 'off'}`,
    })),
    comment('bridge fdb show: pods are learned when they send'),
    ...entries.map((text) => ({ text })),
  ];
}
