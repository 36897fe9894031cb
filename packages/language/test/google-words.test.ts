import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel, renderTrace } from '@netk/engine';
import { URI } from 'langium';
import { describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-types';
import { topologyOf } from '../src/index.ts';
import { example } from './examples.ts';
import { netk, shared } from './services.ts';

const ofAmazon = /\b(aws|amazon|eks|eni\w*|sg-[\w-]*|security[- ]groups?|elb|ec2|nlb|alb|vpc-cni)\b/i;

const walks = path.resolve(import.meta.dirname, 'walks');
const pages = path.resolve(import.meta.dirname, '../../../docs/diagnostics');

/** Files with networks of Google Cloud and of nobody else. */
const files: readonly (readonly [name: string, text: string])[] = [
  ['examples/gke.netk', example('gke.netk')] as const,
  ...readdirSync(walks)
    .filter((name) => name.endsWith('.netk'))
    .map((name) => [`walks/${name}`, readFileSync(path.join(walks, name), 'utf8')] as const),
  // what findings say, and what they propose
  ...readdirSync(pages).flatMap((name) => {
    const blocks = readFileSync(path.join(pages, name), 'utf8').matchAll(/```netk\n([\s\S]*?)```/g);
    return [...blocks].map(([, text = ''], at) => [`${name}, example ${at + 1}`, text] as const);
  }),
].filter(([, text]) => /\bon gcp\b/.test(text) && !/\bon (aws|eks|plain)\b/.test(text));

test('there are files of Google Cloud to look at', () => {
  expect(files.length).toBeGreaterThan(10);
});

describe.each(files)('%s', (_, text) => {
  test('has no word of Amazon in its findings and their fixes', async () => {
    const { model, diagnostics } = await topologyOf(text);
    for (const { code, message, related = [], fixes = [] } of model.findings) {
      const said = [message, ...related.map((each) => each.message), ...fixes.map(({ title }) => title)];
      for (const each of said) expect(each, `${code}`).not.toMatch(ofAmazon);
    }
    for (const { message } of diagnostics) expect(message).not.toMatch(ofAmazon);
  });

  test('has none in its walks, and in what the causes advise', async () => {
    const { topology } = await topologyOf(text);
    const model = createModel(topology);
    for (const { id } of topology.walks) {
      const trace = model.trace(id);
      expect(renderTrace(trace)).not.toMatch(ofAmazon);
    }
  });

  test('has none in its hovers', async () => {
    const document = shared.workspace.LangiumDocumentFactory.fromString(text, URI.parse(`memory:/${text.length}.netk`));
    shared.workspace.LangiumDocuments.addDocument(document);
    await shared.workspace.DocumentBuilder.build([document]);
    for (const { index } of text.matchAll(/[\p{L}\d_./:-]+/gu)) {
      const found = await netk.lsp.HoverProvider?.getHoverContent(document, {
        textDocument: { uri: document.uri.toString() },
        position: document.textDocument.positionAt(index + 1),
      });
      // how a statement is written is the same in all clouds
      const said = ((found?.contents as MarkupContent | undefined)?.value ?? '').replace(
        /^```netk\n[^`]*<[^`]*```/,
        '',
      );
      expect(said, text.slice(index, index + 30)).not.toMatch(ofAmazon);
    }
    shared.workspace.LangiumDocuments.deleteDocument(document.uri);
  });
});
