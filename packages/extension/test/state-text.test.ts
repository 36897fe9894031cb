import { readFileSync } from 'node:fs';
import { views } from '@netk/engine';
import type { NodeState } from '@netk/protocol';
import { describe, expect, test } from 'vitest';
import { stateText } from '../src/state-text.ts';

const place = { uri: 'file:///w/my%20net.netk', node: 'c/n1', view: 'rules' };
const reason = { entry: '512: from all to 10.0.0.11 lookup main', words: 'hop 2 of W1, ip rule' };
const good = {
  kind: 'state',
  version: 1,
  name: 'n1',
  command: 'ip rule show',
  text: '0:\tfrom all lookup local\n512:\tfrom all to 10.0.0.11 lookup main\n',
} as const satisfies NodeState;
const range = { uri: place.uri, start: { line: 3, character: 0 }, end: { line: 3, character: 1 } };
const error = { kind: 'syntax', message: 'nothing here\nis called x', range } as const;
const head = '# n1: ip rule show, computed by netk from my net.netk\n';
const note = '# my net.netk, line 4: nothing here is called x\n';

/** The marked line of a text. */
const marked = ({ text, line }: ReturnType<typeof stateText>) =>
  line === undefined ? undefined : text.split('\n')[line];

describe('the document of a state', () => {
  test('is what the tool prints below one line that says what it is', () => {
    const shown = stateText(place, { ...good, line: 1 }, reason, undefined);
    expect(shown.text).toBe(head + good.text);
    expect(marked(shown)).toBe('512:\tfrom all to 10.0.0.11 lookup main');
  });

  test('says that nothing is printed, and that a line is gone', () => {
    expect(stateText(place, { ...good, text: '' }, undefined, undefined).text).toBe(`${head}# It prints nothing.\n`);
    const shown = stateText(place, good, reason, undefined);
    expect(shown.text).toBe(`${head}# No line decides hop 2 of W1, ip rule any more: ${reason.entry}\n${good.text}`);
    expect(marked(shown)).toBeUndefined();
  });

  test('keeps the last good lines and their mark while the source has an error of syntax', () => {
    const { good: last } = stateText(place, { ...good, line: 1 }, reason, undefined);
    for (const state of [
      { ...good, text: '', error },
      { kind: 'gone', version: 2, message: 'gone', error },
      { kind: 'broken', version: 2, error },
    ] satisfies NodeState[]) {
      const shown = stateText(place, state, reason, last);
      expect(shown.text).toBe(`${note}# Below is the state before that.\n${head}${good.text}`);
      expect(marked(shown)).toBe('512:\tfrom all to 10.0.0.11 lookup main');
      expect(shown.good).toBe(last);
    }
  });

  test('shows what can be computed where there was no good state, and does not keep it', () => {
    const shown = stateText(place, { ...good, line: 1, error }, reason, undefined);
    expect(shown.text).toBe(note + head + good.text);
    expect(marked(shown)).toBe('512:\tfrom all to 10.0.0.11 lookup main');
    expect(shown.good).toBeUndefined();
    expect(stateText(place, { kind: 'broken', version: 1, error }, reason, undefined).text).toBe(
      `${note}# There is no state before this is mended.\n`,
    );
  });

  test('of a text with an error of the model is the new one, below that error', () => {
    const model = { ...error, kind: 'model' } as const;
    const shown = stateText(place, { ...good, version: 2, line: 1, error: model }, reason, good);
    expect(shown.text).toBe(note + head + good.text);
    expect(shown.good?.version).toBe(2);
    const gone = { kind: 'gone', version: 3, message: 'x.netk has no machine n1 any more', error: model } as const;
    expect(stateText(place, gone, reason, good).text).toBe(`${note}# x.netk has no machine n1 any more.\n`);
  });

  test('says in words that the machine is gone, and forgets it', () => {
    const shown = stateText(
      place,
      { kind: 'gone', version: 2, message: 'x.netk has no machine n1 any more' },
      reason,
      good,
    );
    expect(shown).toEqual({ text: '# x.netk has no machine n1 any more.\n' });
  });
});

test('the manifest gives every view of the engine its language by the title', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    contributes: { languages: readonly { id: string; filenamePatterns?: readonly string[] }[] };
  };
  const { filenamePatterns } = manifest.contributes.languages.find(({ id }) => id === 'netk-state')!;
  const names = `{${views.map(({ name }) => name).join(',')}}`;
  expect(filenamePatterns).toEqual([`* · ${names}`, `* · ${names} in *`]);
});
