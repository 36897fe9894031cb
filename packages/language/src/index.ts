export { createNetkServices, type NetkServices } from './netk-module.ts';
export { type ProjectFile, readProject, type Source, topologyOf } from './project.ts';
export { type Origin, type Origins, originOf } from './topology/origin.ts';
export { type Topologized, toTopology } from './topology/to-topology.ts';
