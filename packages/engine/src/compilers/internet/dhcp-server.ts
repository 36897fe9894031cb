import { parseCidr, parseIp } from '../../base/addr/index.ts';
import { secondsOf } from '../../base/duration.ts';
import type { Device, Socket } from '../../network/network.ts';
import { givesBySetting } from '../../plan/dhcp.ts';
import type { Plan, PlannedLan, PlannedRouter } from '../../plan/plan.ts';
import { resolvConfOf } from '../../plan/resolv-conf.ts';
import { settingOf } from '../../topology/setting.ts';

/** A day: what home routers give an address for where nobody says otherwise (OpenWrt gives 12 h, dnsmasq an hour, most others a day). */
const usualSeconds = 86_400;

/** The socket of the router of a network at home that gives addresses, with what it gives to each of its machines. */
export function dhcpServer(
  plan: Plan,
  lan: PlannedLan,
  router: PlannedRouter,
  machines: readonly Device[],
): Socket | undefined {
  const written = plan.topology.internet?.routers ?? [];
  const own = written.filter((each) => each.lan === lan.id);
  const giver =
    own.find(givesBySetting) ?? own.find(({ id }) => id === plan.lans.find((each) => each.id === lan.id)?.router);
  if (giver?.id !== router.id) return undefined;
  const line = settingOf(giver.settings, 'dhcp');
  const leases = machines.flatMap(({ interfaces }) =>
    interfaces.flatMap(({ mac, addresses: [first] }) =>
      mac === undefined || !first ? [] : [{ mac, address: first.ip }],
    ),
  );
  const gateway = parseIp(settingOf(line?.settings ?? [], 'gateway')?.values[0] ?? '') ?? parseIp(router.address)!;
  const asked = plan.hosts.find((each) => each.lan === lan.id);
  return {
    ...{ protocol: 'udp', port: 67, owner: router.name, source: line?.id ?? router.id },
    program: {
      ...{ kind: 'lease', name: router.name, leases, bits: parseCidr(lan.cidr)!.cidr.bits, router: gateway },
      nameservers: (asked && resolvConfOf(plan, asked.id)?.nameservers) ?? [],
      seconds: secondsOf(settingOf(line?.settings ?? [], 'lease')?.values[0] ?? '') ?? usualSeconds,
      source: line?.id ?? router.id,
    },
  };
}
