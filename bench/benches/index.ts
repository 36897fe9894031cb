import type { Bench } from '../row.ts';
import { pipeline } from './pipeline.ts';
import { walks } from './walks.ts';

/** Every measurement, in the order of the table. */
export const benches: readonly Bench[] = [pipeline, walks];
