import { mermaidOf } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { initialState } from '../src/state/state.ts';
import { fileName, htmlFrom, svgOf, textOf } from '../src/state/take.ts';
import { delivered } from './fixture/node-port.ts';
import { after, opened } from './fixture/states.ts';

describe('what is taken away', () => {
  it('is the shown view, in a file that is called for the walk', () => {
    const state = opened();
    expect(fileName(state, 'svg')).toBe('W23-topology.svg');
    const sequence = after(state, { kind: 'view', show: 'sequence' });
    expect(fileName(sequence, 'png')).toBe('W23-sequence.png');
    expect(svgOf(sequence)).not.toBe(svgOf(state));
    expect(fileName({ ...state, trace: { ...delivered, name: '../a b' } }, 'markdown')).toBe('a-b.md');
  });
  it('is the same bytes each time, whatever stands under the cursor or is covered', () => {
    const state = opened();
    const other = after(state, { kind: 'go', where: 'last' }, { kind: 'predict' });
    for (const format of ['svg', 'markdown', 'mermaid'] as const)
      expect(textOf(other, format)).toBe(textOf(opened(), format));
    expect(textOf(state, 'mermaid')).toBe(mermaidOf(delivered));
    expect(textOf(state, 'markdown')).toContain('```mermaid');
  });
  it('says as a page nothing of whose disk it comes from, and asks nobody for anything', () => {
    const page = htmlFrom(opened(), { code: 'void 0', style: '' })!;
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/file:|src="|href="(?!#)/);
  });
  it('is nothing where nothing was walked', () => {
    expect(svgOf(initialState)).toBeUndefined();
    expect(textOf(initialState, 'mermaid')).toBeUndefined();
  });
});
