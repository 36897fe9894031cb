import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { unread } from '../../engine/src/findings/questions/idle-givens.ts';
import { topologyOf } from '../src/project.ts';
import { settingsIn } from '../src/words/settings.ts';

const engine = path.resolve(import.meta.dirname, '../../engine/src');
const source = ['plan', 'compilers', 'walk', 'ask', 'views/show']
  .flatMap((folder) =>
    readdirSync(path.join(engine, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(path.join(engine, folder, file), 'utf8')),
  )
  .join('\n');

/** Kinds of elements outside VPCs whose settings no plan has a field for. */
const kinds = ['cluster', 'control-plane', 'router', 'client', 'resolver'] as const;
const words = kinds.flatMap((kind) => settingsIn(kind).map(({ name }) => [kind, name] as const));

/** What these are in the engine is something else: `zone` is read of subnets and nodes, `mac` begins names of machine types. */
const ofOtherPlaces: ReadonlySet<string> = new Set(['zone', 'mac']);

/** Whether something reads a setting of this name: it has to name it. */
const isRead = (word: string): boolean =>
  !ofOtherPlaces.has(word) && (source.includes(`'${word}'`) || new RegExp(`^ +${word}:`, 'm').test(source));

describe('a given with a setting', () => {
  test('is told of words that exist', () => {
    expect(words.length).toBeGreaterThan(20);
  });

  test.each(words)('of %s: %s is read somewhere, or known to be read nowhere', (_, word) => {
    expect(unread.has(word)).toBe(!isRead(word));
  });

  test.each(['zone az1'])('on a cluster that nothing reads is told to change nothing: %s', async (line) => {
    expect(await codes(line)).toContain('NK140');
  });

  test.each(['kubernetes 1.33', 'serviceCIDR 10.99.0.0/16', 'dnsAddress 172.20.0.53'])(
    'on a cluster that something reads is not: %s',
    async (line) => {
      expect(await codes(line)).not.toContain('NK140');
    },
  );

  test('of the same value as is written is told to change nothing', async () => {
    expect(await codes('clusterCIDR 10.244.0.0/16')).toContain('NK140');
  });
});

const codes = async (line: string): Promise<unknown[]> => {
  const { diagnostics } = await topologyOf(`
vpc net 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in net { clusterCIDR 10.244.0.0/16; node n m5.large in a { pod x { port 80 }; pod y { port 80 } } }
walk w from x to y:80 { given cluster c { ${line} } }
`);
  expect(diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message)).toEqual([]);
  return diagnostics.map(({ code }) => code);
};
