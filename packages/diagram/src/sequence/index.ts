export * from './chart.ts';
export * from './geometry.ts';
export { chartOf } from './parts.ts';
export { foldsAtFirst, type PlaceOptions, placeSequence, rowAt, sequenceMetrics } from './place.ts';
