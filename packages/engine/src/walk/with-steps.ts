import type { Step } from '../trace/trace.ts';
import type { Travelled } from './travel.ts';

/** A way with more steps in its last device: what the program does that accepted, by its own line unless another says so. */
export function withSteps(way: Travelled, steps: readonly Step[]): Travelled {
  const last = way.passed.at(-1)!;
  if (!last.steps || steps.length === 0) return way;
  const of = last.steps.at(-1)?.source;
  const said = steps.map((step) => (of === undefined || step.source !== undefined ? step : { ...step, source: of }));
  return { ...way, passed: [...way.passed.slice(0, -1), { ...last, steps: [...last.steps, ...said] }] };
}
