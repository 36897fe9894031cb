import { type Ip, single } from '../../../base/addr/index.ts';
import type { Protocol } from '../../../network/header.ts';
import type { Chain, NetfilterRule, Target } from '../../../network/netfilter.ts';
import type { ElementId } from '../../../topology/id.ts';
import { feeder } from '../cilium/chains.ts';

const dns = 53;
const transports: readonly Protocol[] = ['tcp', 'udp'];

/** Chains of the agent, the chains that lead to them, and which side of a packet is the cache. */
const chains = [
  ['raw', 'PREROUTING', 'CILIUM_PRE_raw', ['dst', 'src']],
  ['raw', 'OUTPUT', 'CILIUM_OUTPUT_raw', ['dst', 'src']],
  ['filter', 'FORWARD', 'CILIUM_FORWARD', ['dst', 'src']],
  ['filter', 'OUTPUT', 'CILIUM_OUTPUT', ['dst', 'src']],
  ['filter', 'INPUT', 'CILIUM_INPUT', ['src', 'dst']],
] as const;

/**
 * What keeps questions to the pods of NodeLocal DNSCache away from connection tracking (Google's build of Cilium, pkg/gke/redirectservice, which calls pkg/datapath/iptables,
 * InstallNoTrackRules and endpointNoTrackRules). Other rules of these chains decide about no packet of netk and are left out.
 */
export function cacheChains(addresses: readonly Ip[], source: ElementId): readonly Chain[] {
  if (addresses.length === 0) return [];
  return chains.flatMap(([table, hook, name, sides]): readonly Chain[] => {
    const target: Target = { kind: table === 'raw' ? 'notrack' : 'accept' };
    const rules = addresses.flatMap((ip) =>
      transports.flatMap((protocol) =>
        sides.map(
          (side): NetfilterRule => ({
            matches: [
              { kind: side, block: single(ip) },
              { kind: 'protocol', protocol },
              { kind: side === 'src' ? 'sport' : 'dport', from: dns, to: dns },
            ],
            target,
            source,
          }),
        ),
      ),
    );
    return [feeder(table, hook, name, source), { table, name, rules }];
  });
}
