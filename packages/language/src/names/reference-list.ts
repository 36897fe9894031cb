import {
  type AstReflection,
  DefaultReferenceDescriptionProvider,
  type LangiumCoreServices,
  type LangiumDocument,
  type ReferenceDescription,
} from 'langium';
import { treeReferences } from '../syntax/tree-nodes.ts';

/** Describes the references of a file, for renaming and finding, from the list that linking went through. */
export class ReferenceList extends DefaultReferenceDescriptionProvider {
  private readonly reflection: AstReflection;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.reflection = services.shared.AstReflection;
  }

  override createDescriptions(document: LangiumDocument): Promise<ReferenceDescription[]> {
    const references = [...treeReferences(document.parseResult.value, this.reflection)];
    return Promise.resolve(references.flatMap((info) => this.createInfoDescriptions(info)));
  }
}
