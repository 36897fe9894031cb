import { afterEach, describe, expect, test } from 'vitest';
import type { CodeLens, InlayHint } from 'vscode-languageserver-types';
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
});
