import type { Bench } from '../row.ts';
import { balancers } from './balancers.ts';
import { counted } from './counted.ts';
import { drawing } from './drawing.ts';
import { frames } from './frames.ts';
import { keystroke } from './keystroke.ts';
import { memory } from './memory.ts';
import { names } from './names.ts';
import { overlaps } from './overlaps.ts';
import { page } from './page.ts';
import { pipeline } from './pipeline.ts';
import { policies } from './policies.ts';
import { proxies } from './proxies.ts';
import { walks } from './walks.ts';

/** Every measurement, in the order of the table. */
export const benches: readonly Bench[] = [
  pipeline,
  keystroke,
  counted,
  walks,
  proxies,
  balancers,
  names,
  overlaps,
  policies,
  memory,
  drawing,
  page,
  frames,
];
