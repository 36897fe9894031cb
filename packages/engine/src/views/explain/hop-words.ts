import type { Hop } from '../../trace/trace.ts';
import { type Moment, rewrites } from './timeline.ts';

/** `eth0 → enidbb9dbde974`. */
export function interfacesOf(hop: Hop): string {
  const into = hop.steps.find((step) => step.kind === 'receive')?.interface;
  const out = hop.steps.findLast((step) => step.kind === 'send')?.interface;
  return [into, out].filter((name) => name !== undefined).join(' → ');
}

/** What the hop did to the packet, in a word or two: `DNAT · MASQUERADE`, `DROP`. */
export function summaryOf(moments: readonly Moment[]): string {
  const dropped = moments.find(({ step }) => step.kind === 'drop');
  if (dropped) return dropped.step.policy ? 'DROP by policy' : 'DROP';
  const opens = moments.find(({ step }) => step.kind === 'connect')?.step;
  // what has no connection is sent
  const what = opens?.entry.startsWith('send()') ? 'new question' : 'new connection';
  const redirected = moments.some(({ step }) => step.stage.startsWith('tc ') && step.entry.includes('redirect to '));
  const allowed = moments.some(({ step: { policy } }) => policy?.verdict === 'allow' && policy.policies.length > 0);
  const words = [
    ...(opens ? [what] : []),
    ...(allowed ? ['allowed by policy'] : []),
    ...moments.filter(rewrites).map(translationOf),
    ...(redirected ? ['redirected by eBPF'] : []),
  ];
  return [...new Set(words)].join(' · ');
}

/** The name of a translation, by what it changed; an outer packet that is put around one, or taken off, translates nothing. */
export function translationOf(moment: Moment): string {
  const { before, after, step } = moment;
  if (step.kind === 'encapsulate') return 'into a tunnel';
  if (step.kind === 'decapsulate') return 'out of a tunnel';
  const inverse = /revers|invers|reply/i.test(`${step.entry} ${step.stage}`) || moment.direction === 'reply';
  const destination = before?.dst !== after?.dst || before?.dport !== after?.dport;
  if (step.stage.startsWith('cgroup/')) return inverse ? 'back at the socket' : 'at the socket';
  const source = before?.src !== after?.src || before?.sport !== after?.sport;
  if (destination && source) return inverse ? 'un-DNAT + un-SNAT' : 'DNAT + SNAT';
  if (inverse) return destination ? 'un-SNAT' : 'un-DNAT';
  if (destination) return 'DNAT';
  return /MASQUERADE/.test(step.entry) ? 'MASQUERADE' : 'SNAT';
}
