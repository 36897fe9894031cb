export * from './lab.ts';
export type { Difference } from './observe/compare.ts';
export { type Event, type Sight, showEvent } from './observe/event.ts';
export { eventsOf } from './observe/expected.ts';
export { predicted, transcriptOf } from './observe/transcript.ts';
export type { Backend, LabPlan } from './plan/lab-plan.ts';
export { type LabOptions, planLab, type Wanted } from './plan/plan-lab.ts';
export { extras, lacks, missing, versions } from './run/probe.ts';
export { runLab, runLabs, type Seen } from './run/run-lab.ts';
