import { createModel, type Model, type Topology } from '@netk/engine';
import type { AstNode, LangiumDocument, LangiumDocuments } from 'langium';
import { visibleFiles } from '../names/visible-files.ts';
import type { Ids } from '../topology/ids.ts';
import type { Origins } from '../topology/origin.ts';
import { toTopology } from '../topology/to-topology.ts';

/** What netk knows about one version of a file. */
export interface FileModel {
  readonly topology: Topology;
  readonly origins: Origins;
  readonly ids: Ids;
  readonly model: Model;
}

interface Kept extends FileModel {
  /** The syntax trees of the file and its imports: other trees, another version. */
  readonly trees: readonly AstNode[];
  /** The topology as text, to see whether an edit changed anything that the engine reads. */
  readonly text: string;
}

/** One model per version of each file, shared by diagnostics, lenses, hovers and traces. */
export class FileModels {
  private readonly documents: () => LangiumDocuments;
  private readonly kept = new WeakMap<LangiumDocument, Kept>();

  constructor(documents: () => LangiumDocuments) {
    this.documents = documents;
  }

  /** The model of a linked file. */
  of(document: LangiumDocument): FileModel {
    const documents = this.documents();
    const trees = visibleFiles(document, documents).map((file) => file.parseResult.value);
    const before = this.kept.get(document);
    if (before && before.trees.length === trees.length && trees.every((tree, at) => tree === before.trees[at])) {
      return before;
    }
    const { topology, origins, ids } = toTopology(document, documents);
    const text = JSON.stringify(topology);
    // An edit of comments or spaces moves places in the source, and nothing else.
    const model = before?.text === text ? before.model : createModel(topology);
    const kept: Kept = { topology: model.topology, origins, ids, model, trees, text };
    this.kept.set(document, kept);
    return kept;
  }
}
