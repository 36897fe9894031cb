import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { createModel, type Model, views, withoutCounter } from '../../../src/index.ts';
import { exampleModel } from '../../support/example.ts';

/** A shell in a network namespace of its own; nothing of the machine is touched. */
const inNamespace = (script: string, input = '') =>
  spawnSync('unshare', [...(process.getuid?.() === 0 ? [] : ['-Ur']), '-n', 'sh', '-c', script], {
    input,
    encoding: 'utf8',
  });

const iptables = views.find(({ name }) => name === 'iptables')!;
const examples = ['eks-talk', 'eks-egress', 'eks-services', 'node-local-dns'];
const walks = new URL('../../../../language/test/walks/', import.meta.url);

/** An example, or a file of the golden walks. */
async function modelOf(name: string): Promise<Model> {
  const file = new URL(`${name}.netk`, walks);
  if (!existsSync(file)) return exampleModel(name);
  return createModel((await topologyOf(readFileSync(file, 'utf8'))).topology);
}

async function* nodesOf(example: string) {
  const model = await modelOf(example);
  for (const device of model.network.devices.values()) {
    const lines = device.kind === 'node' ? iptables.lines(model.plan, device) : undefined;
    if (lines) yield { name: device.name, text: lines.map((line) => `${withoutCounter(line.text)}\n`).join('') };
  }
}

/** The tables, each as printed: what iptables-legacy-save says in another order. Dates and counters of packets are left out. */
const tablesOf = (text: string): string[] =>
  text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/ \[\d+:\d+\]$/gm, ' [0:0]')
    .split(/(?<=^COMMIT\n)/m)
    .filter((table) => table !== '');

describe.each(['nft', 'legacy'])('iptables-%s', (backend) => {
  const probe = inNamespace(`iptables-${backend}-save`);
  const reason = probe.status === 0 ? '' : (probe.stderr || String(probe.error)).trim().split('\n')[0];
  if (reason) console.log(`skipped iptables-${backend}: ${reason}`);

  test.skipIf(reason !== '').each(examples)(
    'takes what is shown for every node of %s, and prints it the same way',
    async (example) => {
      let nodes = 0;
      for await (const { name, text } of nodesOf(example)) {
        nodes += 1;
        const tried = inNamespace(`iptables-${backend}-restore --test`, text);
        expect(tried.stderr, name).toBe('');
        const saved = inNamespace(`iptables-${backend}-restore && iptables-${backend}-save`, text);
        expect(saved.status, saved.stderr).toBe(0);
        const inOrder = (tables: string[]) => (backend === 'nft' ? tables : tables.sort());
        expect(inOrder(tablesOf(saved.stdout)), name).toEqual(inOrder(tablesOf(text)));
      }
      expect(nodes).toBeGreaterThan(1);
    },
  );
});
