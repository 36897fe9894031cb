import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver';
import { startPair } from './pair.ts';

const client = startPair();
const shown: string[] = [];

beforeAll(async () => {
  client.onNotification('window/showMessage', ({ message }: { message: string }) => void shown.push(message));
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
});

afterAll(() => client.dispose());

async function format(name: string, text: string): Promise<TextEdit[] | null> {
  const uri = `file:///w/${name}.netk`;
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'netk', version: 1, text },
  });
  const options = { tabSize: 2, insertSpaces: true };
  const ask = (): Promise<TextEdit[] | null> =>
    client.sendRequest('textDocument/formatting', { textDocument: { uri }, options });
  await ask();
  return ask();
}

test('a line that stands too deep is formatted, without a word', async () => {
  const edits = await format('odd', 'vpc v 10.0.0.0/16 on aws {\n  region x\n      internet-gateway igw\n}\n');
  expect(edits?.[0]?.newText).toBe('  internet-gateway igw\n');
  expect(shown).toEqual([]);
});

test('a file whose braces do not balance is not formatted, and the user is told once why', async () => {
  expect(await format('broken', 'vpc v 10.0.0.0/16 on aws {\n  region x\n')).toEqual([]);
  expect(shown).toEqual(["netk cannot format this file: line 2: missing '}'"]);
});
