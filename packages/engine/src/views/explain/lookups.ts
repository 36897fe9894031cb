import type { Branch, Leg, NameLookup } from '../../trace/trace.ts';

/** A question with how deep it stands: 0 are those of the program, 1 those of the server that it asked, and so on. */
export interface AskedName {
  readonly leg: Leg;
  readonly depth: number;
}

/** All questions about names of a branch in the order in which they were asked. */
export function askedNames({ legs = [] }: Pick<Branch, 'legs'>): readonly AskedName[] {
  const depths: number[] = [];
  return legs.flatMap((leg, i) => {
    depths[i] = leg.because === undefined ? 0 : (depths[leg.because] ?? 0) + 1;
    return leg.kind === 'lookup' ? [{ leg, depth: depths[i] }] : [];
  });
}

/** `A www.example → isp-dns: 192.0.2.1`. */
export const askedLine = ({ what, flow, answer, fromCache }: Leg): string =>
  `${what} → ${flow.to}: ${answer ?? 'no answer'}${fromCache ? ' (kept)' : ''}`;

/** `app1: 10.100.20.30, by glibc 2.36 with 2 questions`. */
export function lookupLine({ name, by, answers, error, queries, seconds }: NameLookup): string {
  const found = answers.length > 0 ? answers.join(', ') : (error ?? 'not known');
  const waited = seconds > 0 ? `, after ${Math.round(seconds * 10) / 10} s` : '';
  return `${name}: ${found}, by ${by} with ${queries} question${queries === 1 ? '' : 's'}${waited}`;
}
