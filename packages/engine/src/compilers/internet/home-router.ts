import { parseCidr, parseIp } from '../../base/addr/index.ts';
import { macOf } from '../../network/mac.ts';
import { type Chain, joinRulesets, type NetfilterRule } from '../../network/netfilter.ts';
import type { Device, Interface } from '../../network/network.ts';
import type { Route } from '../../network/route.ts';
import type { PlannedLan, PlannedRouter } from '../../plan/plan.ts';
import { baseRules, connected, lo, localTable } from '../machine.ts';
import { publicMtu } from './lines.ts';

export const lanLink = (lan: PlannedLan): string => `lan ${lan.id}`;

/**
 * A router at home, as Linux is one: what leaves becomes its outside address, and keeps its port where that is free
 * (MASQUERADE). Answers come in, and nothing else: who knocks at a translator that has no entry for it is not answered
 * (RFC 5382, REQ-4 lets it be silent; RFC 6092, section 3, has a home router let in only what belongs to a flow). `lines` are VPNs and
 * lines of its own to VPCs, which it does not translate for.
 */
export function homeRouter(
  router: PlannedRouter,
  lan: PlannedLan,
  lines: { readonly interfaces: readonly Interface[]; readonly routes: readonly Route[] },
): Device {
  const own = parseIp(router.address)!;
  const outside = parseIp(router.wan)!;
  const block = parseCidr(lan.cidr)!.cidr;
  const wan: Interface = {
    ...{ name: 'wan', link: `line ${router.id}`, mtu: publicMtu },
    addresses: [{ ip: outside, bits: 32 }],
    answers: [outside],
  };
  const inside: Interface = {
    ...{ name: 'lan', mac: macOf('nic', own), link: lanLink(lan), mtu: publicMtu },
    addresses: [{ ip: own, bits: block.bits }],
    answers: [own],
  };
  const interfaces = [wan, inside, ...lines.interfaces];
  const main: Route[] = [
    {
      ...{ to: { base: 0, bits: 0 }, type: 'unicast', dev: 'wan', src: outside },
      entry: 'default dev wan (to its provider)',
    },
    connected('lan', { ip: own, bits: block.bits }),
    ...lines.routes,
  ];
  return {
    id: router.id,
    name: router.name,
    kind: 'home-router',
    source: router.id,
    interfaces: [lo, ...interfaces],
    rules: baseRules,
    tables: new Map([
      ['local', localTable(interfaces)],
      ['main', main],
    ]),
    neighbours: [],
    ...(router.napt ? { ruleset: joinRulesets([naptOf(router)]) } : {}),
    conntrack: router.napt,
    forwarding: true,
    sockets: [],
    socketsUnknown: true,
    rpFilter: {},
  };
}

function naptOf({ id }: PlannedRouter): Chain[] {
  const source = id;
  const answersOnly: readonly NetfilterRule[] = [
    {
      matches: [
        { kind: 'in', name: 'wan' },
        { kind: 'ctstate', states: ['RELATED', 'ESTABLISHED'] },
      ],
      target: { kind: 'accept' },
      source,
    },
    { matches: [{ kind: 'in', name: 'wan' }], target: { kind: 'drop' }, cause: 'NAT-IN', source },
  ];
  return [
    { table: 'filter', name: 'INPUT', policy: 'ACCEPT', rules: answersOnly, source },
    { table: 'filter', name: 'FORWARD', policy: 'ACCEPT', rules: answersOnly, source },
    {
      ...{ table: 'nat', name: 'POSTROUTING', policy: 'ACCEPT', source },
      rules: [
        {
          matches: [{ kind: 'out', name: 'wan' }],
          target: { kind: 'masquerade', ports: { kind: 'keep' } },
          source,
        },
      ],
    },
  ];
}
