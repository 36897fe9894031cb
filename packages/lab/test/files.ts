import { readFileSync } from 'node:fs';
import { createModel, hasOwnNetwork, type Model } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { expect } from 'vitest';
import { type Subject, subjectOf, type Verdict } from '../src/index.ts';

/** The model of a file without errors. */
export async function modelled(file: string): Promise<Model> {
  const { topology, diagnostics } = await topologyOf(readFileSync(file, 'utf8'));
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  return createModel(topology);
}

/** All walks of one network together, and each that makes a network of its own. */
export function subjectsIn(model: Model): readonly Subject[] {
  const { walks } = model.topology;
  const lists = [walks.filter((each) => !hasOwnNetwork(each)), ...walks.filter(hasOwnNetwork).map((each) => [each])];
  return lists.flatMap(([first, ...others]) =>
    first ? [subjectOf(model, [first.id, ...others.map(({ id }) => id)])] : [],
  );
}

/** What came of a walk, in a line. */
export const said = ({ trace, result }: Verdict): string =>
  `${trace.name}: ${result.kind === 'equal' ? result.sight.client : result.kind === 'skipped' ? `not asked, ${result.reason}` : JSON.stringify(result)}`;
