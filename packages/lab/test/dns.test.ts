import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DnsLookup,
  type DnsSeen,
  disagreements,
  lacksLibrary,
  libraryVersion,
  linesOf,
  modelOf,
  runLookups,
  simulate,
} from '../src/index.ts';
import { type CallerName, callers, type DnsCase, first, lookupOf } from './dns/cases.ts';
import { lookupOf as dataOf, lookups } from './dns/random.ts';
import { cases } from './dns/rows.ts';
import { cannotRun } from './here.ts';

const file = path.join(import.meta.dirname, 'dns/lookups.txt');
const reason = cannotRun();

/** What is written down is of musl 1.2.3: later ones ask by TCP, and have a code for names without addresses. */
function lacks(caller: CallerName): string | undefined {
  const lacking = lacksLibrary(callers[caller]);
  if (lacking !== undefined || callers[caller].library !== 'musl') return lacking;
  const version = libraryVersion('musl');
  return version === 'musl 1.2.3' ? undefined : `what is written down is of musl 1.2.3, and here is ${version}`;
}

/** Why callers cannot be asked here; said once for each. */
const lacking = new Map<CallerName, string>();
for (const caller of Object.keys(callers) as CallerName[]) {
  const why = reason ?? lacks(caller);
  if (why === undefined) continue;
  lacking.set(caller, why);
  if (reason === undefined) console.log(`skipped lookups by ${caller}: ${why}`);
}

interface Asked {
  readonly row: DnsCase;
  readonly caller: CallerName;
}

const all: readonly Asked[] = cases.flatMap((row) => row.callers.map((caller) => ({ row, caller })));
const blockOf = ({ row, caller }: Asked, lines: readonly string[]): string =>
  [`${row.title}; ${caller}`, ...lines.map((line) => `  ${line}`)].join('\n');

/** Blocks by their first lines. */
const written = (): ReadonlyMap<string, string> =>
  new Map(
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n\n')
      .map((block) => [block.split('\n')[0]!, block]),
  );

const ask = async (which: readonly Asked[], jobs: number): Promise<readonly string[]> => {
  const seen: readonly DnsSeen[] = await runLookups(
    which.map(({ row, caller }) => lookupOf(row, caller)),
    jobs,
  );
  return seen.map((each, at) => blockOf(which[at]!, linesOf(each, first)));
};

describe('lookups by real resolver libraries', () => {
  test('are written down once for each that is made', () => {
    expect([...written().keys()]).toEqual(all.map((each) => blockOf(each, [])));
  });

  test.skipIf(reason)(
    'ask and get what is written down',
    async () => {
      const here = all.filter(({ caller }) => !lacking.has(caller));
      const blocks = await ask(here, 12);
      if (process.env.NETK_RECORD) writeFileSync(file, `${blocks.join('\n\n')}\n`);
      const known = written();
      const expected = (each: Asked): string => known.get(blockOf(each, [])) ?? '';
      const late = here.filter((each, at) => blocks[at] !== expected(each));
      // a busy machine is late: what differs is asked once more, alone
      const again = await ask(late, 1);
      expect(again).toEqual(late.map(expected));
      console.log(`${here.length} lookups, ${late.length} of them twice`);
    },
    120_000,
  );

  const count = Number(process.env.NETK_LAB_LOOKUPS ?? 40);
  const seed = Number(process.env.NETK_SEED);

  test.skipIf(reason)(
    `ask and get what the models of netk say, in ${count} random situations`,
    async () => {
      const sample = fc.sample(lookups, { numRuns: count, seed }).filter(({ caller }) => !lacking.has(caller));
      const compare = async (which: readonly (typeof sample)[number][], jobs: number): Promise<readonly string[]> => {
        const seen = await runLookups(which.map(dataOf), jobs);
        return seen.map((each, at) => parted(dataOf(which[at]!), each));
      };
      const found = await compare(sample, 12);
      const bad = sample.filter((_, at) => found[at] !== '');
      const again = await compare(bad, 1);
      console.log(`seed ${seed}: ${sample.length} random lookups, ${bad.length} of them twice`);
      const parts = again.flatMap((why, at) => (why === '' ? [] : [`${JSON.stringify(bad[at])}\n${why}`]));
      expect(parts.join('\n'), `NETK_SEED=${seed}`).toBe('');
    },
    240_000,
  );
});

/** Where netk's model parts from what was seen; empty where it does not. */
function parted(lookup: DnsLookup, seen: DnsSeen): string {
  const { caller } = lookup;
  const [, version = ''] = libraryVersion(caller.library === 'node lookup' ? 'glibc' : caller.library).split(' ');
  const ways = simulate(lookup, modelOf(caller, version)!).map((simulated) =>
    disagreements(caller, first, { seen, simulated }).join('\n'),
  );
  return ways.includes('') ? '' : ways[0]!;
}
