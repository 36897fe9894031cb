import type { ElementId, FilterLine, FilterPeer, PacketFilter } from '@netk/engine';
import {
  type FirewallRule,
  isRule,
  isSetting,
  type NetworkAcl,
  type Peer,
  type Rule,
  type SecurityGroup,
} from '../generated/ast.ts';
import { builtinOf, declarationOf } from '../names/linker.ts';
import { type Draft, docOf, maybe } from './draft.ts';
import { portSpec } from './port-spec.ts';

function peer(draft: Draft, filter: ElementId, line: ElementId, node: Peer): FilterPeer | undefined {
  if (node.cidr) return { kind: 'cidr', cidr: node.cidr };
  const text = node.group?.$refText;
  if (text === undefined) return undefined;
  if (declarationOf(node.group)?.type === 'PrefixList') {
    const list = draft.of(line, node.group);
    return list && { kind: 'prefix-list', list, text };
  }
  const group = builtinOf(node.group) === 'self' ? filter : draft.of(line, node.group);
  return group && { kind: 'security-group', group, text };
}

/** A block that is none: the line is for nobody. */
const nobody: FilterPeer = { kind: 'cidr', cidr: '' };

/** Whether words of the line could not be read: what they would have said of it is not known. */
function isCutShort({ $cstNode: node }: Rule): boolean {
  const rest = node?.root.fullText.slice(node.end) ?? '';
  return /^[^\S\n]*[^\s};/]/.test(rest);
}

/** A line without peers is for everybody; one whose peers cannot be read is for nobody, so that an error opens nothing. */
function peers(draft: Draft, filter: ElementId, line: ElementId, rule: Rule): readonly FilterPeer[] {
  const found = rule.peers.flatMap((node) => peer(draft, filter, line, node) ?? []);
  const isSaid = rule.peers.length > 0 || /\s(?:from|to)\b/.test(rule.$cstNode?.text ?? '') || isCutShort(rule);
  return found.length === 0 && isSaid ? [nobody] : found;
}

/** The lines of a packet filter, numbered by direction: `#ingress.0`, `#egress.0`. */
export function filterLines(draft: Draft, filter: ElementId, holder: ElementId, rules: readonly Rule[]): FilterLine[] {
  const count = { ingress: 0, egress: 0 };
  return rules
    .filter((rule) => rule.direction !== undefined)
    .map((rule) => {
      const { direction } = rule;
      const id = draft.part(holder, `${direction}.${count[direction]}`, rule);
      count[direction] += 1;
      return {
        id,
        direction,
        ...maybe('number', rule.number),
        ...maybe('action', rule.action),
        ports: rule.ports.map(portSpec),
        peers: peers(draft, filter, id, rule),
      };
    });
}

/** A security group, a network ACL or a firewall rule. */
export function packetFilter(draft: Draft, node: SecurityGroup | NetworkAcl | FirewallRule): PacketFilter | undefined {
  const id = draft.element(node);
  if (!id) return undefined;
  return {
    id,
    name: node.name,
    ...docOf(node),
    lines: filterLines(draft, id, id, node.items.filter(isRule)),
    settings: draft.settings(id, node.items.filter(isSetting)),
  };
}
