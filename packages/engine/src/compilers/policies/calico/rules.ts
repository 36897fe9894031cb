import { parseCidr } from '../../../base/addr/index.ts';
import type { Protocol } from '../../../network/header.ts';
import type { Match, NetfilterRule, PortRange } from '../../../network/netfilter.ts';
import type { PortSpec } from '../../../topology/filter.ts';
import type { PolicyDecision, PolicyDirection } from '../../../trace/policy.ts';
import { isSpoken, type Policy, type PolicyRule } from '../policy.ts';
import { isSpecial } from '../special-peers.ts';

/** Bits of Felix's mark: accepted, passed on to the next tier, and two for what several rules decide together (felix/dataplane/driver.go). */
export const bits = { accept: 0x10000, pass: 0x20000, all: 0x40000, one: 0x80000 } as const;

/** A port of a multiport match takes one of fifteen places, a range two. */
const places = 15;

export const set = (value: number, mask = value): NetfilterRule['target'] => ({
  kind: 'mark',
  value,
  mask,
  spelling: 'set',
});
export const isSet = (bit: number): Match => ({ kind: 'mark', value: bit, mask: bit });
export const isClear = (bit: number): Match => ({ kind: 'mark', value: 0, mask: bit });

/** The names of the sets that a rule asks: of whom its selectors mean, and of a named port. */
export interface SetNames {
  peers(policy: Policy, rule: PolicyRule): string;
  port(spec: PortSpec): string;
}

const slots = (each: number | PortRange): number => (typeof each === 'number' ? 1 : 2);

/** Ports in lists that a multiport match can hold. */
function splits(ports: readonly (number | PortRange)[]): readonly (readonly (number | PortRange)[])[] {
  const out: (number | PortRange)[][] = [];
  let left = 0;
  for (const each of ports) {
    if (left < slots(each)) {
      out.push([]);
      left = places;
    }
    out.at(-1)!.push(each);
    left -= slots(each);
  }
  return out;
}

/** The rules of one rule of a policy: one of Calico's for each protocol that it names (libcalico-go, k8s conversion; felix/rules/policy.go). */
export function rulesOf(policy: Policy, rule: PolicyRule, names: SetNames): readonly NetfilterRule[] {
  const failed = unread(policy, rule);
  if (failed !== undefined) return failed;
  const protocols = [...new Set(rule.ports.filter(isSpoken).map(({ protocol }) => protocol))];
  if (protocols.length === 0 && rule.ports.length > 0) return [];
  const decision: PolicyDecision = {
    verdict: rule.action,
    direction: rule.direction,
    policies: [policy.name],
    rule: rule.number,
  };
  const parts = protocols.length === 0 ? [undefined] : protocols;
  return parts
    .flatMap((protocol) => ofProtocol(policy, rule, protocol, names, decision))
    .map((each) => ({ ...each, source: rule.id }));
}

export const isUnread = (
  { namespace }: Pick<Policy, 'namespace'>,
  { peer, ports }: Pick<PolicyRule, 'peer' | 'ports'>,
): boolean => namespace === undefined && ((peer && isSpecial(peer)) || ports.some(({ named }) => named !== undefined));

/** Whether Felix makes anything of a policy in one direction: of one that has no rule left it makes none. */
export const isRead = (policy: Policy, direction: PolicyDirection): boolean =>
  policy.namespace !== undefined ||
  unclearIn(policy, direction) !== undefined ||
  policy.rules.some((rule) => rule.direction === direction && unread(policy, rule)?.length !== 0);

/** Why it is not known what a policy does in one direction: of v1alpha1 nobody has shown what becomes of such rules that deny or pass. */
export function unclearIn(policy: Policy, direction: PolicyDirection): string | undefined {
  if (policy.namespace !== undefined || policy.kind === 'clusternetworkpolicy') return undefined;
  const rule = policy.rules.find(
    (each) => each.direction === direction && each.action !== 'allow' && isUnread(policy, each),
  );
  return (
    rule &&
    `what Felix makes of ${direction} rule ${rule.number} of ${policy.name.text}, which it cannot read, is not known`
  );
}

/**
 * What Felix makes of a rule of a policy of the cluster that it cannot read, by nodes, by names or by a port's name: one that allows is left out,
 * and in the place of one that denies or passes everything is denied (libcalico-go, k8s conversion, k8sClusterNetPolHandleFailedRules).
 */
function unread(policy: Policy, rule: PolicyRule): readonly NetfilterRule[] | undefined {
  const { direction, action, number, id } = rule;
  if (!isUnread(policy, rule)) return undefined;
  if (action === 'allow' || policy.kind !== 'clusternetworkpolicy') return [];
  const denied: PolicyDecision = { verdict: 'deny', direction, policies: [policy.name], rule: number };
  return acting([], 'deny', denied).map((each) => ({ ...each, source: id }));
}

function ofProtocol(
  policy: Policy,
  rule: PolicyRule,
  protocol: string | undefined,
  names: SetNames,
  decision: PolicyDecision,
): readonly NetfilterRule[] {
  const specs = rule.ports.filter((each) => each.protocol === protocol);
  const whole = specs.length === 0 || specs.some(({ from, named }) => from === undefined && named === undefined);
  const spoken: readonly Match[] =
    protocol === undefined || protocol === 'all' ? [] : [{ kind: 'protocol', protocol: protocol as Protocol }];
  const numbers = specs.flatMap(({ from, to = from }) =>
    from === undefined || to === undefined ? [] : [from === to ? from : { from, to }],
  );
  const lists = whole ? [] : splits(numbers);
  const named = whole ? [] : specs.filter((each) => each.named !== undefined).map((each) => names.port(each));
  const blocks: NetfilterRule[] = [];
  const main: Match[] = [...spoken];
  const dports = (ports: readonly (number | PortRange)[]): Match => ({ kind: 'dports', ports });
  const ofSet = (name: string): Match => ({ kind: 'set', set: name, sides: ['dst', 'dst'] });
  const inBlock = lists.length + named.length > 1;
  if (inBlock) {
    blocks.push({ matches: [], target: set(0, bits.all | bits.one) });
    for (const list of lists) blocks.push({ matches: [...spoken, dports(list)], target: set(bits.all) });
    for (const name of named) blocks.push({ matches: [ofSet(name)], target: set(bits.all) });
  }
  const side = rule.direction === 'ingress' ? 'src' : 'dst';
  const { peer } = rule;
  const addresses: Match[] = [];
  if (peer?.cidr !== undefined) {
    const own = parseCidr(peer.cidr)?.cidr;
    if (!own) return [];
    if (own.bits > 0) addresses.push({ kind: side, block: own });
    const except = peer.except.flatMap((each) => parseCidr(each)?.cidr ?? []);
    // a block that leaves out everything is no rule (filterNets)
    if (except.some((each) => each.bits === 0)) return [];
    if (except.length > 0 && blocks.length === 0)
      blocks.push({ matches: [], target: set(bits.all, bits.all | bits.one) });
    for (const block of except) blocks.push({ matches: [{ kind: side, block }], target: set(0, bits.all) });
  } else if (peer) addresses.push({ kind: 'set', set: names.peers(policy, rule), sides: [side] });
  main.push(...addresses);
  if (!inBlock) {
    for (const list of lists) main.push(dports(list));
    for (const name of named) main.push(ofSet(name));
  }
  if (blocks.length > 0) main.push(isSet(bits.all));
  return [...blocks, ...acting(main, rule.action, decision)];
}

/** What happens to whom a rule means. Felix gives denied packets a bit on their way to the same end. */
function acting(
  matches: readonly Match[],
  action: PolicyRule['action'],
  policy: PolicyDecision,
): readonly NetfilterRule[] {
  if (action === 'deny') return [{ matches, target: { kind: 'drop' }, cause: 'NP-POL', policy }];
  const bit = action === 'allow' ? bits.accept : bits.pass;
  return [
    { matches, target: set(bit), policy },
    { matches: [isSet(bit)], target: { kind: 'return' } },
  ];
}
