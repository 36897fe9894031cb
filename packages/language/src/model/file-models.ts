import { createModel, type Model, type Topology } from '@netk/engine';
import type { AstNode, LangiumDocument, LangiumDocuments } from 'langium';
import { visibleFiles } from '../names/visible-files.ts';
import type { Ids } from '../topology/ids.ts';
import type { Origins } from '../topology/origin.ts';
import { toTopology } from '../topology/to-topology.ts';
import { sameData } from './same-data.ts';

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
}

/** An edit of comments or spaces keeps the model; an edit of questions keeps the plan and the network. */
function modelOf(topology: Topology, before: Kept | undefined): Model {
  if (!before) return createModel(topology);
  const { walks, expects, ...elements } = topology;
  const { walks: walksBefore, expects: expectsBefore, ...elementsBefore } = before.topology;
  const sameElements = sameData(elements, elementsBefore);
  if (sameElements && sameData([walks, expects], [walksBefore, expectsBefore])) return before.model;
  return createModel(topology, { previous: before.model, sameElements });
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
    const model = modelOf(topology, before);
    const kept: Kept = { topology: model.topology, origins, ids, model, trees };
    this.kept.set(document, kept);
    return kept;
  }
}
