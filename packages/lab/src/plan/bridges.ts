import type { Device } from '@netk/engine';
import type { Namespace } from './lab-plan.ts';
import type { Names } from './names.ts';

/** `ip -batch` lines that make the bridges of a device, and put its ports on them. */
export const bridgeLines = (device: Device, names: Names): readonly string[] => {
  const nic = (name: string): string => names.interface(device.id, name);
  return device.interfaces.flatMap(({ name, mac, bridge }) => {
    if (!bridge) return [];
    const ports = device.interfaces.filter(({ port }) => port?.of === name);
    return [
      `link add name ${nic(name)}${mac === undefined ? '' : ` address ${mac}`} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
      ...(bridge.promiscuous ? [`link set dev ${nic(name)} promisc on`] : []),
      ...ports.map((port) => `link set dev ${nic(port.name)} master ${nic(name)}`),
    ];
  });
};

/** `bridge -batch` lines: ports by which a frame may leave that came in by them. */
export const portLines = (device: Device, names: Names): readonly string[] =>
  device.interfaces.flatMap(({ name, port }) =>
    port?.hairpin ? [`link set dev ${names.interface(device.id, name)} hairpin on`] : [],
  );

/** Whether bridges of this device call the hooks of netfilter: one setting for all bridges of a namespace. */
export const bridgeSysctls = ({ interfaces }: Device): Namespace['sysctls'] => {
  const bridges = interfaces.flatMap(({ bridge }) => bridge ?? []);
  if (bridges.length === 0) return [];
  const calls = bridges.some(({ callsIptables }) => callsIptables);
  return [
    ['net/bridge/bridge-nf-call-iptables', calls ? '1' : '0'],
    ['net/bridge/bridge-nf-call-ip6tables', calls ? '1' : '0'],
    ['net/bridge/bridge-nf-call-arptables', '0'],
  ];
};
