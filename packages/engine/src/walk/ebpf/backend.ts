import type { Backend, Frontend } from '../../network/ebpf.ts';
import type { Option, Place } from '../decider.ts';
import { fraction } from '../fraction.ts';
import type { Surroundings } from '../passage.ts';

const known = new WeakMap<readonly Backend[], readonly Option[]>();

/** The backends of a frontend as alternatives: a random number modulo their count (bpf_sock.c, bpf/lib/lb.h, of Cilium). */
function optionsOf(backends: readonly Backend[]): readonly Option[] {
  const kept = known.get(backends);
  if (kept) return kept;
  const out = backends.map(({ label }) => ({ label, probability: fraction(1, backends.length) }));
  known.set(backends, out);
  return out;
}

/** The backend that a machine picks for a new flow, and its place in the map, from 1. */
export function pickBackend(
  around: Pick<Surroundings, 'decider' | 'footprint'>,
  at: Place,
  { of }: Frontend,
  backends: readonly Backend[],
): { readonly backend: Backend; readonly slot: number } {
  // who is behind it is not asked here: each of them is walked
  if (around.footprint) around.footprint.alone = true;
  const index = around.decider.choose('endpoint', at, of, optionsOf(backends));
  return { backend: backends[index]!, slot: index + 1 };
}
