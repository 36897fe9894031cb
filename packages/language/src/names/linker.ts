import {
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
import { treeReferences } from '../syntax/tree-nodes.ts';
import { type Declaration, qualifiedName } from './declaration.ts';
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

/** Links references by netk's own rules for names. */
export class NetkLinker extends DefaultLinker {
  private readonly documents: () => LangiumDocuments;
  private readonly describe: (declaration: Declaration) => AstNodeDescription;
  /** The file that is being linked, with those that it sees: the same ones for each of its references. */
  private linking: { readonly document: LangiumDocument; readonly files: readonly LangiumDocument[] } | undefined;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.documents = () => services.shared.workspace.LangiumDocuments;
    this.describe = ({ node, name }) => services.workspace.AstNodeDescriptionProvider.createDescription(node, name);
  }

  override async link(document: LangiumDocument, token = Cancellation.CancellationToken.None): Promise<void> {
    let linked = 0;
    const files = visibleFiles(document, this.documents());
    for (const info of treeReferences(document.parseResult.value, this.reflection)) {
      if (linked++ % 100 === 0) await interruptAndCheck(token);
      this.linking = { document, files };
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
