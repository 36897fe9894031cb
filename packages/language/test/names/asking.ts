import type { Branch, Leg, Trace } from '@netk/engine';
import { expect } from 'vitest';
import { asking } from '../balancers/asking.ts';

/** The traces of the walks of a text, by name. It has nothing wrong, but aliases that it is about. */
export async function tracesOf(text: string): Promise<Readonly<Record<string, Trace>>> {
  const { errors, traces } = await asking(text);
  expect(errors.filter((each) => !/aliases/.test(each))).toEqual([]);
  return traces;
}

/** The questions of the program itself: `A web.default.svc.cluster.local: 10.100.0.7`. */
export const questions = ({ routes }: Trace): readonly string[] =>
  (routes[0]?.legs ?? []).flatMap((leg) => (leg.kind === 'lookup' && leg.because === undefined ? [said(leg)] : []));

/** All questions, those of servers with whom they ask: `A example → server of .: …`. */
export const allQuestions = ({ routes }: Trace): readonly string[] =>
  (routes[0]?.legs ?? []).flatMap((leg) =>
    leg.kind === 'lookup' ? [`${leg.flow.from} → ${leg.flow.to}: ${said(leg)}`] : [],
  );

const said = ({ what, answer }: Leg): string => `${what}: ${answer}`;

/** The addresses that the program was told, or what it was told instead. */
export const told = ({ routes }: Trace): string => {
  const [first] = routes;
  if (!first) return 'no route';
  if (first.verdict === 'undetermined') return `? ${first.assumes?.join('; ')}`;
  return first.lookup?.answers.join(' ') || `${first.client} ${first.lookup?.error}`;
};

/** Entries of the servers' own steps. */
export const serverSteps = ({ routes }: Trace): readonly string[] =>
  routes.flatMap(({ legs = [] }: Branch) =>
    legs.flatMap(({ forward }) =>
      forward.flatMap(({ steps }) =>
        steps.flatMap(({ kind, stage, entry }) =>
          kind === 'resolve' || stage === 'cache' ? [`${stage} | ${entry}`] : [],
        ),
      ),
    ),
  );
