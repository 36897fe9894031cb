import { expect, test } from 'vitest';
import { Emitter, type TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { keepHeapSmall } from '../src/small-heap.ts';

test('the heap is kept small until a large file is open, and never again', () => {
  const texts = new Map([['a', 'pod a']]);
  const changed = new Emitter<never>();
  const TextDocuments = {
    onDidChangeContent: changed.event,
    keys: () => [...texts.keys()],
    get: (uri: string) => ({ getText: () => texts.get(uri) ?? '' }),
  } as unknown as TextDocuments<TextDocument>;
  const flags: string[] = [];
  keepHeapSmall({ workspace: { TextDocuments } }, (flag) => flags.push(flag));
  expect(flags).toEqual([]);
  changed.fire(undefined as never);
  expect(flags).toEqual(['--optimize-for-size']);
  texts.set('b', 'x'.repeat(30_000));
  changed.fire(undefined as never);
  expect(flags).toHaveLength(1);
  texts.set('c', 'x'.repeat(30_000));
  changed.fire(undefined as never);
  expect(flags).toEqual(['--optimize-for-size', '--no-optimize-for-size']);
  texts.clear();
  changed.fire(undefined as never);
  expect(flags).toHaveLength(2);
});

test('the heap is left as it is where the first file is a large one', () => {
  const changed = new Emitter<never>();
  const TextDocuments = {
    onDidChangeContent: changed.event,
    keys: () => ['a'],
    get: () => ({ getText: () => 'x'.repeat(50_000) }),
  } as unknown as TextDocuments<TextDocument>;
  const flags: string[] = [];
  keepHeapSmall({ workspace: { TextDocuments } }, (flag) => flags.push(flag));
  changed.fire(undefined as never);
  expect(flags).toEqual([]);
});
