import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel, hasOwnNetwork, type Model } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { compareNames, type NameSubject, type NameVerdict, withoutUnbound } from '../src/index.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const noUnbound = withoutUnbound();
if (noUnbound !== undefined) console.log(`skipped the comparison with a real unbound: ${noUnbound}`);
const folder = path.join(import.meta.dirname, '../../../examples');
/** In the others no server of names stands anywhere. */
const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.netk') && /dns-zone/.test(readFileSync(path.join(folder, file), 'utf8')))
  .map((file) => path.basename(file, '.netk'));

/** Walks that look names up; those of one network together. */
function subjectsOf(model: Model, of: string): readonly NameSubject[] {
  const own = model.topology.walks.filter(
    ({ id, uri }) => uri.endsWith(`/${of}.netk`) && model.trace(id).routes.some(({ lookup }) => lookup !== undefined),
  );
  const together = own.filter((walk) => !hasOwnNetwork(walk));
  return [together, ...own.filter(hasOwnNetwork).map((walk) => [walk])].flatMap((walks) => {
    const [first, ...others] = walks.map(({ id }) => id);
    return first ? [{ model, walks: [first, ...others] as const }] : [];
  });
}

const words = (verdict: NameVerdict): string => {
  const name = verdict.trace.name ?? verdict.trace.title;
  switch (verdict.kind) {
    case 'equal':
      return `${name}: ${verdict.questions} questions, ${verdict.got}`;
    case 'different':
      return `${name}: simulated ${verdict.simulated.join(' or ')}, observed ${verdict.observed}`;
    case 'skipped':
      return `${name}: skipped, ${verdict.reason}`;
  }
};

/** What came of walks; those that nobody here can ask are said and left out. */
function told(found: readonly NameVerdict[]): readonly string[] {
  const skipped = found.filter(({ kind }) => kind === 'skipped').map(words);
  if (skipped.length > 0) console.log(skipped.join('\n'));
  return found.filter(({ kind }) => kind !== 'skipped').map(words);
}

describe.skipIf(reason)('a real resolver library on the network of its walk', () => {
  test('asks whom the walks of the examples ask, and gets what they get', async () => {
    const models = await Promise.all(examples.map(async (name) => ({ name, model: await exampleModel(name) })));
    const found = (await compareNames(models.flatMap(({ name, model }) => subjectsOf(model, name)))).flat();
    expect(told(found)).toEqual([
      'W01: 9 questions, 203.0.113.1 203.0.113.2 203.0.113.3',
      'W01b: 5 questions, 203.0.113.1 203.0.113.2 203.0.113.3',
      'W03: 2 questions, 10.100.20.30',
      'W03b: 14 questions, EAI_NONAME',
      'W04: 8 questions, 203.0.113.1 203.0.113.2 203.0.113.3',
      'a private name from outside: 8 questions, EAI_NONAME',
    ]);
  }, 120_000);

  test('tells musl from glibc, a closed way from an open one, and names inside of a cluster from those outside', async () => {
    const text = readFileSync(path.join(import.meta.dirname, 'names.netk'), 'utf8');
    const { topology } = await topologyOf(text, 'memory:/names.netk');
    const found = (await compareNames(subjectsOf(createModel(topology), 'names'))).flat();
    expect(told(found)).toEqual([
      'inside: 2 questions, 172.20.0.7',
      'inside-musl: 2 questions, 172.20.0.7',
      'enough-dots: 12 questions, 172.20.0.7',
      'headless: 6 questions, 10.0.2.7',
      'external: 4 questions, 10.0.2.90',
      'private: 14 questions, 10.0.2.90',
      'private-musl: 14 questions, 10.0.2.90',
      'one-family: 2 questions, 10.0.2.90',
      'six-alone: 4 questions, 2001:db8::90',
      'nowhere: 4 questions, EAI_NONAME',
      'few-dots: 4 questions, 10.0.2.90',
      'node-files: 2 questions, 10.0.2.90',
      'from-host: 2 questions, 10.0.2.90',
      // after two seconds in which nobody answers
      'closed: 0 questions, EAI_AGAIN',
    ]);
  }, 120_000);

  test.skipIf(noUnbound)(
    'reaches the servers of zones by a real unbound as by the walks',
    async () => {
      const text = readFileSync(path.join(import.meta.dirname, 'recursion.netk'), 'utf8');
      const { topology } = await topologyOf(text, 'memory:/recursion.netk');
      const subjects = subjectsOf(createModel(topology), 'recursion');
      const found = (await compareNames(subjects, { recursion: 'unbound' })).flat();
      expect(told(found)).toEqual([
        'apex: 5 questions, 203.0.113.44',
        'alias: 6 questions, 203.0.113.44',
        'chain: 8 questions, 203.0.113.80 2001:db8::80',
        'deep: 7 questions, 203.0.113.45',
        'cut: 5 questions, 203.0.113.46',
        'nowhere: 5 questions, EAI_NONAME',
        'nothing: 5 questions, EAI_NODATA',
        'six-first: 5 questions, 2001:db8::80',
        'six-of-none: 4 questions, EAI_NODATA',
        'six-deep: 7 questions, EAI_NODATA',
        'six-alias: 8 questions, 2001:db8::80',
        'no-such-top: 4 questions, EAI_NONAME',
        'by-router: 8 questions, 203.0.113.80',
      ]);
    },
    120_000,
  );
});
