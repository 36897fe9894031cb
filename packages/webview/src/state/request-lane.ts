import {
  addedHeaders,
  type Branch,
  headerName,
  isInTls,
  type Moment,
  type Request,
  requestBefore,
  requestText,
  type Section,
  statusOf,
} from '@netk/engine';
import { connectionAt } from './legs.ts';

/** One bar of the request's lane: what is asked, or what was answered, over the steps for which it stays the same. */
export interface Said {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly text: string;
  /** Nobody but the two ends can read it. */
  readonly covered: boolean;
  /** A relay changed it. */
  readonly rewritten: boolean;
}

/** What runs through all connections of a branch: the request and its answer. Empty where nobody asks for anything. */
export function requestLane(branch: Branch, moments: readonly Moment[]): readonly Said[] {
  const out: Said[] = [];
  let section: Section | undefined;
  moments.forEach((moment, i) => {
    const here = connectionAt(branch, moment);
    const request = here?.leg.request;
    if (!here || !request) return;
    const covered = isInTls(request) && !isRead(here, moment);
    const text = textOf(branch, here, request, covered);
    const begins = section?.index !== here.index || section.direction !== here.direction;
    section = here;
    const last = out.at(-1);
    if (last && !begins && last.to === i && last.text === text) out[out.length - 1] = { ...last, to: i + 1 };
    else
      out.push({ from: i, to: i + 1, text, covered, rewritten: begins && addedIn(branch, here, request).length > 0 });
  });
  return out;
}

/** Whether the program at the end of the connection has it, and TLS is off. */
const isRead = ({ from, to, direction, leg }: Section, { hop, hopIndex, step }: Moment): boolean =>
  hopIndex === to - 1 &&
  hop.steps.indexOf(step) >= hop.steps.findIndex(({ kind }) => kind === 'deliver') &&
  hop.steps.some(({ kind }) => kind === 'deliver') &&
  leg[direction].length === to - from;

function textOf(branch: Branch, section: Section, request: Request, covered: boolean): string {
  const { leg, direction } = section;
  const tls = covered ? 'TLS: ' : '';
  if (direction === 'reply' && request.kind === 'dns') return leg.answer ?? leg.client;
  if (direction === 'reply')
    return `${tls}${statusOf({ client: leg.client, legs: [leg], forward: leg.forward }) ?? `no answer: ${leg.client}`}`;
  const added = addedIn(branch, section, request).map((name) => `, + ${name}`);
  return `${tls}${requestText(request)}${added.join('')}`;
}

/** The headers that a relay added or changed before it asked. */
function addedIn({ legs = [] }: Branch, { index, direction }: Section, request: Request): readonly string[] {
  const before = direction === 'forward' ? requestBefore(legs, index) : undefined;
  return before ? addedHeaders(before, request).map(([name]) => headerName(name)) : [];
}
