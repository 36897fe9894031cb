import { elementId } from '../../src/topology/id.ts';
import type { Walk } from '../../src/topology/question.ts';
import type { Branch, Trace } from '../../src/trace/trace.ts';

/**
 * The walk that asks for the address, port and protocol that a walk by name really dialled: they stand in its first packet.
 * Undefined for a walk that sent none, dialled several, asked for an address itself, or said more than an address does: which
 * of several answers of DNS it takes, what it asks for over the connection,
 * or an address of its own.
 */
export function byAddress(walk: Walk, { routes }: Trace): Walk | undefined {
  if (walk.to.kind === 'address') return undefined;
  const says = ({ choices, legs = [] }: Branch) =>
    choices.some(({ kind }) => kind === 'answer') || legs.some(({ kind, request }) => request || kind === 'lease');
  if (routes.some(says)) return undefined;
  const firsts = routes.map((route) => route.forward[0]?.steps[0]?.after);
  const [first] = firsts;
  if (!first || firsts.some((each) => each?.dst !== first.dst || each.dport !== first.dport)) return undefined;
  const { dst, dport, protocol } = first;
  const text = dport === undefined ? dst : `${dst}:${dport}`;
  return {
    ...walk,
    id: elementId(`${walk.id}~by-address`),
    to: { kind: 'address', address: dst, text, ...(dport === undefined ? {} : { port: dport }) },
    protocol,
  };
}
