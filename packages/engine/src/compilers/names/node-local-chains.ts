import { type Ip, single } from '../../base/addr/index.ts';
import type { Protocol } from '../../network/header.ts';
import type { Chain, Match, NetfilterRule, Target } from '../../network/netfilter.ts';
import type { ElementId } from '../../topology/id.ts';

const dns = 53;
/** Ports of the plugins health and ready. */
const probed = [8080, 8181] as const;
const transports: readonly Protocol[] = ['tcp', 'udp'];

const skip = 'NodeLocal DNS Cache: skip conntrack';
const allow = 'NodeLocal DNS Cache: allow DNS traffic';

/**
 * The rules of NodeLocal DNSCache for each address that it listens on (kubernetes/dns, cmd/node-cache/app/cache_app.go, initIptables).
 * Each is put in front of those that are there: what is made last stands first.
 */
export function nodeLocalChains(addresses: readonly Ip[], source: ElementId): readonly Chain[] {
  const rule = (
    side: 'src' | 'dst',
    address: Ip,
    protocol: Protocol,
    port: number,
    text: string,
    kind: 'notrack' | 'accept',
  ): NetfilterRule => {
    const target: Target = { kind };
    const matches: readonly Match[] = [
      { kind: side, block: single(address) },
      { kind: 'protocol', protocol },
      { kind: side === 'src' ? 'sport' : 'dport', from: port, to: port },
      { kind: 'comment', text },
    ];
    return { matches, target, source };
  };
  const made = (of: (address: Ip) => readonly NetfilterRule[]): readonly NetfilterRule[] =>
    addresses.flatMap(of).toReversed();
  const each = (of: (protocol: Protocol) => NetfilterRule): readonly NetfilterRule[] => transports.map(of);
  return [
    {
      ...{ table: 'raw', name: 'PREROUTING', policy: 'ACCEPT' },
      rules: made((ip) => each((protocol) => rule('dst', ip, protocol, dns, skip, 'notrack'))),
    },
    {
      ...{ table: 'raw', name: 'OUTPUT', policy: 'ACCEPT' },
      rules: made((ip) => [
        ...each((protocol) => rule('src', ip, protocol, dns, skip, 'notrack')),
        ...each((protocol) => rule('dst', ip, protocol, dns, skip, 'notrack')),
        ...probed.flatMap((port) => [
          rule('dst', ip, 'tcp', port, skip, 'notrack'),
          rule('src', ip, 'tcp', port, skip, 'notrack'),
        ]),
      ]),
    },
    {
      ...{ table: 'filter', name: 'INPUT', policy: 'ACCEPT' },
      rules: made((ip) => each((protocol) => rule('dst', ip, protocol, dns, allow, 'accept'))),
    },
    {
      ...{ table: 'filter', name: 'OUTPUT', policy: 'ACCEPT' },
      rules: made((ip) => each((protocol) => rule('src', ip, protocol, dns, allow, 'accept'))),
    },
  ];
}
