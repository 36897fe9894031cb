import { EmptyFileSystem, type LangiumDocument, URI } from 'langium';
import { describe, expect, test } from 'vitest';
import { builtinOf } from '../src/names/linker.ts';
import { createNetkServices } from '../src/netk-module.ts';
import { examples } from './examples.ts';

const { shared } = createNetkServices(EmptyFileSystem);
const { LangiumDocumentFactory, LangiumDocuments, DocumentBuilder } = shared.workspace;
const documents: LangiumDocument[] = [...examples].map(([name, text]) =>
  LangiumDocumentFactory.fromString(text, URI.parse(`memory:/examples/${name}`)),
);
for (const document of documents) LangiumDocuments.addDocument(document);
await DocumentBuilder.build(documents);

describe('the examples', () => {
  test('parse without an error', () => {
    for (const document of documents) {
      const { lexerErrors, parserErrors } = document.parseResult;
      expect([...lexerErrors, ...parserErrors].map((error) => error.message)).toEqual([]);
    }
  });

  test('have 553 references, and every one links', () => {
    const references = documents.flatMap((document) => document.references);
    const broken = references.filter((reference) => reference.error && builtinOf(reference) === undefined);
    expect(broken.map((reference) => reference.error?.message)).toEqual([]);
    expect(references).toHaveLength(553);
  });
});
