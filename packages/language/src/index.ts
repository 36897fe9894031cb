export { attempt } from './model/attempt.ts';
export { type FileModel, FileModels } from './model/file-models.ts';
export { attemptWork, runWork } from './model/run-work.ts';
export { declarationAt } from './names/declaration-at.ts';
export { writtenName } from './names/written-name.ts';
export { createNetkServices } from './netk-module.ts';
export type { NetkServices } from './netk-services.ts';
export { type ProjectFile, readProject, type Source, topologyOf } from './project.ts';
export { visible, visibleLines } from './syntax/unprintable.ts';
export { diagnosticWords, type PlacedWords } from './text/diagnostic-words.ts';
export { editsOf } from './text/edits-of.ts';
export {
  saysPort,
  type WordedQuestion,
  type WrittenQuestion,
  writtenQuestion,
  writtenWalk,
} from './text/written-question.ts';
export { type Origin, type Origins, originOf } from './topology/origin.ts';
export { type Topologized, toTopology } from './topology/to-topology.ts';
