export { attempt } from './model/attempt.ts';
export { type FileModel, FileModels } from './model/file-models.ts';
export { runWork } from './model/run-work.ts';
export { declarationAt } from './names/declaration-at.ts';
export { createNetkServices } from './netk-module.ts';
export type { NetkServices } from './netk-services.ts';
export { type ProjectFile, readProject, type Source, topologyOf } from './project.ts';
export { type Origin, type Origins, originOf } from './topology/origin.ts';
export { type Topologized, toTopology } from './topology/to-topology.ts';
