import fc from 'fast-check';
import { EmptyFileSystemProvider, type LangiumDocument, URI } from 'langium';
import { expect, test } from 'vitest';
import { createNetkServices } from '../../src/netk-module.ts';
import { examples } from '../examples.ts';
import { runs } from '../hostile/fuzz.ts';
import { applied, type Typed, typed } from './edits.ts';

const uri = URI.parse('memory:/typed.netk');

/** An editor with one file in it. */
class Editor {
  private text = '';
  private readonly services;

  constructor() {
    const provider = new EmptyFileSystemProvider();
    provider.readFile = (address) =>
      Promise.resolve(address?.path === uri.path ? this.text : (examples.get(address?.path.slice(1) ?? '') ?? ''));
    this.services = createNetkServices({ fileSystemProvider: () => provider });
    this.services.shared.workspace.DocumentBuilder.updateBuildOptions = { validation: true };
  }

  /** The file with a new text, read as a new version of it. */
  async type(text: string): Promise<LangiumDocument> {
    this.text = text;
    const { LangiumDocuments, DocumentBuilder } = this.services.shared.workspace;
    const document = await LangiumDocuments.getOrCreateDocument(uri);
    await DocumentBuilder.update([uri], []);
    return document;
  }

  /** The file with a text, as if nothing had been there. */
  async open(text: string): Promise<LangiumDocument> {
    await this.services.shared.workspace.DocumentBuilder.update([], [uri]);
    return this.type(text);
  }

  /** Everything that is shown of the file: diagnostics, ids with their places, names and what they mean, outline, colours. */
  async shown(document: LangiumDocument) {
    const { DocumentSymbolProvider, FoldingRangeProvider, SemanticTokenProvider } = this.services.netk.lsp;
    const asked = { textDocument: { uri: uri.toString() } };
    const { topology, origins } = this.services.netk.model.FileModels.of(document);
    return {
      diagnostics: document.diagnostics,
      topology,
      origins: [...origins],
      outline: await DocumentSymbolProvider!.getSymbols(document, asked),
      folding: await FoldingRangeProvider!.getFoldingRanges(document, asked),
      colours: (await SemanticTokenProvider!.semanticHighlight(document, asked)).data,
      references: document.references.map((each) => {
        const { $refText, $refNode, error } = each;
        const target = 'ref' in each ? each.ref?.$cstNode?.range : undefined;
        return { $refText, at: $refNode?.range, error: error?.message, target };
      }),
    };
  }
}

const [typing, opening] = [new Editor(), new Editor()];

async function same(first: string, changes: readonly Typed[]): Promise<void> {
  let text = first;
  await typing.open(text);
  for (const change of changes) {
    const next = applied(text, change);
    const [typed, opened] = [await typing.type(next), await opening.open(next)];
    expect(await typing.shown(typed), next).toEqual(await opening.shown(opened));
    const { lexerErrors, parserErrors } = opened.parseResult;
    // A mistake is taken back: what is wrong is read whole anyway.
    if (lexerErrors.length + parserErrors.length === 0) text = next;
  }
}

const pods = (from: number): string =>
  Array.from(
    { length: 14 },
    (_, at) =>
      `    pod p${from + at} 10.0.1.${from + at} eni 0 { labels app=a${at % 3}; security-groups sg; port web 80 }`,
  ).join('\n');

/** Statements that are large, inside of large ones, whose names are used elsewhere. */
const large = `vpc main 10.0.0.0/16 on aws {
  subnet s 10.0.1.0/24 zone z
  security-group sg { ingress 80 from self }
  route-table r { route 0.0.0.0/0 -> n1 }
}
cluster c on eks in main {
  node n1 m5.2xlarge in s { // its ENI
    eni 0 10.0.1.10
    /* the pods
       of the first */
${pods(20)}
  }
  node n2 m5.2xlarge in s {
${pods(50)}
  }
  /* in */ namespace /* a */ shop { /* and
  more */
${[0, 1, 2].map((at) => `    service a${at} { selector app=a${at}; port 80 -> web }`).join('\n')}
${[0, 1, 2, 3, 4, 5, 6].map((at) => `    deployment d${at} replicas 2 on n2 { labels app=a1; port web 80; expose 80 -> web }`).join('\n')}
  }
}
walk W from p20 to a1:80 { expect delivered }
`;

/** Walks that overlay and add elements by name: what those names mean depends on statements elsewhere. */
const asked = `${large}walk A from n1 to new:80 {
  given node n2 { pod new { port 80; security-groups sg }; eni 1 in s; pod p50 { ready false } }
  given cluster c { namespace shop { deployment d1 { container side { port 81 } }; service more { selector app=a1; port 80 } } }
  expect delivered to new
}
walk B from p21 to more:80 {
  given namespace shop { service more { selector app=a2; port 80 -> web }; networkpolicy deny { policyTypes Ingress } }
  given vpc main { subnet t 10.0.2.0/24 zone z { route-table r; host h { port 80 } } }
}
walk C from new to h:80
`;

test('a file that was typed into shows what the same file shows when it is opened', async () => {
  const { numRuns, seed } = runs(24);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...examples.values(), large, large, asked, asked),
      fc.array(typed, { minLength: 1, maxLength: 6 }),
      (text, changes) => same(text, changes),
    ),
    { numRuns, seed },
  );
}, 600_000);
