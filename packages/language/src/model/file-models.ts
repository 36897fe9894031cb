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
  /** The topology without its questions as text, and the questions: what an edit changed. */
  readonly elements: string;
  readonly questions: string;
}

/** An edit of comments or spaces keeps the model; an edit of questions keeps the plan and the network. */
function modelOf(topology: Topology, elements: string, questions: string, before: Kept | undefined): Model {
  const sameElements = before?.elements === elements;
  if (before && sameElements && before.questions === questions) return before.model;
  return createModel(topology, before && { previous: before.model, sameElements });
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
    const { walks, expects, ...rest } = topology;
    const elements = JSON.stringify(rest);
    const questions = JSON.stringify([walks, expects]);
    const model = modelOf(topology, elements, questions, before);
    const kept: Kept = { topology: model.topology, origins, ids, model, trees, elements, questions };
    this.kept.set(document, kept);
    return kept;
  }
}
