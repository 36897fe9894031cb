import { readFileSync } from 'node:fs';
import path from 'node:path';
import { capacityOf, type ElementId } from '@netk/engine';
import { afterEach, describe, expect, test } from 'vitest';
import type { CodeLens, InlayHint } from 'vscode-languageserver-types';
import { originOf } from '../src/topology/origin.ts';
import { closeAll, open } from './open.ts';
import { netk } from './services.ts';

afterEach(closeAll);

const text = (cni: string) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
}
cluster c on eks in main {
  ${cni}
  node n1 m5.large in a
  nodegroup web m5.4xlarge nodes 2 in a
  node n2 m5.large in a { max-pods 7 }
}
`;

const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

async function hintsAt(source: string, line: number): Promise<readonly [string, string][]> {
  const opened = await open(source);
  const hints = ((await netk.lsp.InlayHintProvider?.getInlayHints(opened.document, { ...opened, range })) ??
    []) as InlayHint[];
  return hints
    .filter(({ position }) => position.line === line)
    .map(({ label, tooltip }) => [String(label), typeof tooltip === 'object' ? tooltip.value : '']);
}

describe('capacity in the editor', () => {
  test('an inlay hint behind a node says how many pods it takes, and the tooltip why', async () => {
    const [[label, why] = ['', '']] = await hintsAt(text('cni vpc-cni'), 5);
    expect(label).toContain('max-pods 29');
    expect(why).toContain('max-pods 29: m5.large: 3 ENIs × (10 − 1) + 2 = 29.');
  });
  test('the hint follows the mode of the CNI, with the cap', async () => {
    const prefixes = text('cni vpc-cni { ENABLE_PREFIX_DELEGATION true }');
    const [[, why] = ['', '']] = await hintsAt(prefixes, 5);
    expect(why).toContain('m5.large: 3 ENIs × 9 × 16 + 2 = 434, capped at 110 (up to 30 vCPUs).');
    const [[label] = ['']] = await hintsAt(prefixes, 6);
    expect(label).toContain('max-pods 110');
  });
  test('there is none where the author wrote max-pods', async () => {
    expect((await hintsAt(text('cni vpc-cni'), 7)).filter(([label]) => label.includes('max-pods'))).toEqual([]);
  });
  test('the lens of a subnet says what warm pools leave and at which node it is exhausted', async () => {
    const opened = await open(text('cni vpc-cni'));
    const lenses = ((await netk.lsp.CodeLensProvider?.provideCodeLens(opened.document, opened)) ?? []) as CodeLens[];
    const [of] = lenses.filter((lens) => lens.range.start.line === 1).map(({ command }) => command?.title);
    // without pods a node holds one interface: 10 + 10 + 30 + 30 of 251, and five more nodes of 30 addresses fit
    expect(of).toBe('247 of 251 free · 171 with warm pools · exhausted at node 10');
  });
  test.each(['eks-talk', 'production', 'ipv6-prefix-custom'])(
    'hints and lenses of %s show the numbers of netk capacity',
    async (name) => {
      const source = readFileSync(path.resolve(import.meta.dirname, `../../../examples/${name}.netk`), 'utf8');
      const opened = await open(source);
      const model = netk.model.FileModels.of(opened.document);
      const { nodes, subnets } = capacityOf(model.model.plan);
      const lineOf = (id: ElementId) => originOf(model.origins, id)!.name.start.line;
      const lenses = ((await netk.lsp.CodeLensProvider?.provideCodeLens(opened.document, opened)) ?? []) as CodeLens[];
      const titlesAt = (line: number) =>
        lenses.filter((lens) => lens.range.start.line === line).map(({ command }) => command?.title ?? '');
      const hints = new Map<number, string>();
      const all = await netk.lsp.InlayHintProvider?.getInlayHints(opened.document, { ...opened, range });
      for (const { position, tooltip } of all ?? [])
        hints.set(position.line, `${hints.get(position.line) ?? ''}${JSON.stringify(tooltip)}`);
      expect(nodes.length).toBeGreaterThan(0);
      for (const { id, group, maxPods, maxPodsRule, maxPodsWhy, pods } of nodes) {
        const line = lineOf(group ?? id);
        if (group === undefined) expect(titlesAt(line)).toContain(`${pods} of ${maxPods} pods`);
        const told = hints.get(line) ?? '';
        if (maxPodsRule === 'max-pods') expect(told).not.toContain('max-pods');
        else expect(told).toContain(`max-pods ${maxPods}: ${maxPodsWhy}.`);
      }
      for (const { id, usable, free, demand, exhaustedAtNode } of subnets.filter((each) => each.usable > 0)) {
        const [title = ''] = titlesAt(lineOf(id));
        const numbers = [...title.matchAll(/\d+/g)].map(Number);
        expect(numbers).toEqual(
          exhaustedAtNode === undefined
            ? [free, usable]
            : [free, usable, Math.max(0, usable - demand), exhaustedAtNode],
        );
      }
    },
  );
});
