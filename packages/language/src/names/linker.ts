import {
  type AstNode,
  type AstNodeDescription,
  AstUtils,
  Cancellation,
  DefaultLinker,
  interruptAndCheck,
  type LangiumCoreServices,
  type LangiumDocument,
  type LangiumDocuments,
  type LinkingError,
  type Reference,
  type ReferenceInfo,
} from 'langium';
import { isWalk } from '../generated/ast.ts';
import { treeReferences } from '../syntax/tree-nodes.ts';
import { type Declaration, qualifiedName } from './declaration.ts';
import { type NameTable, nameTablesOf } from './name-table.ts';
import { type Resolution, resolve } from './resolve.ts';
import { visibleFiles } from './visible-files.ts';

/** A description that remembers which name was meant: a node group declares many nodes. */
export interface NetkDescription extends AstNodeDescription {
  readonly declaration: Declaration;
}

/** No element is meant, and nothing is wrong. */
export interface BuiltinWord extends LinkingError {
  readonly builtin: string;
}

/** Nothing of this name can be meant. */
interface MissingName extends LinkingError {
  readonly missing: true;
}

const missing = (info: ReferenceInfo, text: string): MissingName => ({
  ...{ info, message: `nothing here is called '${text}'` },
  missing: true,
});

export const isMissing = (error: LinkingError): error is MissingName => 'missing' in error;

/** The declaration that a linked reference means. */
export function declarationOf(reference: Reference | undefined): Declaration | undefined {
  if (!reference?.ref) return undefined;
  return (reference.$nodeDescription as NetkDescription | undefined)?.declaration;
}

/** The word of a reference that means no element (`self`, a zone), or undefined. */
export function builtinOf(reference: Reference | undefined): string | undefined {
  // Reading the target links the reference.
  if (!reference || reference.ref) return undefined;
  return (reference.error as BuiltinWord | undefined)?.builtin;
}

function ambiguity(text: string, declarations: readonly Declaration[]): string {
  const names = declarations.map((declaration) => `${declaration.noun} ${qualifiedName(declaration)}`);
  return `'${text}' can mean ${names.slice(0, -1).join(', ')} or ${names.at(-1)}: write its qualified name or its kind`;
}

/** What a reference was found to mean. */
interface Found {
  readonly description: NetkDescription;
  /** What it follows from: all names, and the statement at the top of its file. */
  readonly tables: readonly NameTable[];
  readonly statement: AstNode;
}

/** The statement at the top of its file that a place stands in; undefined in a walk, which has names of its own. */
function statementAround(place: AstNode): AstNode | undefined {
  let at = place;
  while (at.$container?.$container) at = at.$container;
  return isWalk(at) ? undefined : at;
}

/** Links references by netk's own rules for names. */
export class NetkLinker extends DefaultLinker {
  private readonly documents: () => LangiumDocuments;
  private readonly describe: (declaration: Declaration) => AstNodeDescription;
  /** The file that is being linked, with those that it sees: the same ones for each of its references. */
  private linking:
    | {
        readonly document: LangiumDocument;
        readonly files: readonly LangiumDocument[];
        readonly tables: readonly NameTable[];
      }
    | undefined;
  /** What references meant in earlier versions: a statement that did not change has the same ones. */
  private readonly found = new WeakMap<ReferenceInfo['reference'], Found>();

  constructor(services: LangiumCoreServices) {
    super(services);
    this.documents = () => services.shared.workspace.LangiumDocuments;
    this.describe = ({ node, name }) => services.workspace.AstNodeDescriptionProvider.createDescription(node, name);
  }

  override async link(document: LangiumDocument, token = Cancellation.CancellationToken.None): Promise<void> {
    let linked = 0;
    const files = visibleFiles(document, this.documents());
    const linking = { document, files, tables: nameTablesOf(files) };
    for (const info of treeReferences(document.parseResult.value, this.reflection)) {
      if (linked++ % 100 === 0) await interruptAndCheck(token);
      this.linking = linking;
      this.doLink(info, document);
      this.linking = undefined;
    }
  }

  /** What a reference means by the rules for names. */
  resolution(info: ReferenceInfo): Resolution {
    const document = AstUtils.getDocument(info.container);
    const files = this.linking?.document === document ? this.linking.files : visibleFiles(document, this.documents());
    return resolve(info, files, this.reflection);
  }

  override getCandidate(info: ReferenceInfo): AstNodeDescription | LinkingError {
    const { tables } = this.linking ?? {};
    const statement = tables && statementAround(info.container);
    if (!statement) return this.candidate(info);
    const earlier = this.found.get(info.reference);
    if (earlier?.tables === tables && earlier.statement === statement) return earlier.description;
    const candidate = this.candidate(info);
    if ('declaration' in candidate) this.found.set(info.reference, { description: candidate, tables, statement });
    // else the names of an earlier version would stay in memory
    else this.found.delete(info.reference);
    return candidate;
  }

  private candidate(info: ReferenceInfo): NetkDescription | LinkingError {
    const resolution = this.resolution(info);
    const text = info.reference.$refText;
    switch (resolution.kind) {
      case 'found': {
        const { declaration } = resolution;
        const { type } = declaration;
        return Object.assign(this.describe(declaration), { type, declaration }) satisfies NetkDescription;
      }
      case 'builtin': {
        const word: BuiltinWord = { info, message: `'${text}' is a word of the language`, builtin: text };
        return word;
      }
      case 'ambiguous':
        return { info, message: ambiguity(text, resolution.declarations) };
      case 'missing':
        return missing(info, text);
    }
  }
}
