import type { HealthQuestion, Scene, TargetHealth, Trace } from '@netk/engine';
import { parsed, questionOf } from './asked.ts';
import { notice, request } from './channel.ts';
import { triedOf } from './mends.ts';
import type { Range } from './range.ts';

/** One walk of a file, for the panel's picker. */
export interface WalkEntry {
  readonly id: string;
  readonly name?: string;
  readonly title?: string;
  /** The line of the `walk` statement. */
  readonly range: Range;
  /** Its `given` lines make another network than that of the file. */
  readonly given?: true;
  /** The first error inside its statement, other than an expectation that does not hold: it is about this walk alone. */
  readonly problem?: Problem;
}

/** An error, and where it stands. */
export interface Problem {
  readonly message: string;
  readonly range: Range;
}

/** What came of one walk, in few words. */
export interface WalkMark {
  readonly walk: string;
  readonly verdict: Trace['verdict'];
  /** Its expectations that do not hold, and where they stand. */
  readonly failed: readonly Problem[];
}

/** What came of all walks of one version of a file. */
export interface Marks {
  readonly uri: string;
  readonly version: number;
  readonly marks: readonly WalkMark[];
}

/** Everything that the panel needs to draw one version of one file. Ranges are keyed by element id. */
export interface Picture {
  readonly uri: string;
  readonly version: number;
  readonly scene: Scene;
  readonly walks: readonly WalkEntry[];
  readonly ranges: Readonly<Record<string, Range>>;
  /**
   * The first error: after one of syntax the picture may be incomplete, one of the model is about a fact of the picture.
   * Errors of a walk stand at the walk; expectations that do not hold are answers, not errors.
   */
  readonly error?: { readonly kind: 'syntax' | 'model' } & Problem;
}

export interface TraceAnswer {
  readonly uri: string;
  readonly version: number;
  readonly trace: Trace;
  /** What each branch stands for, in the order of `routes`, then `others`; absent where each stands for itself. */
  readonly stands?: readonly Stands[];
  /** The targets of the file's load balancers, as their checks find them on the network of this walk. */
  readonly health?: readonly TargetHealth[];
}

/** A branch that was sent in place of several that went alike: the number of ways that they are, and the sum of their probabilities. */
export interface Stands {
  readonly branches: number;
  readonly probability: number;
}

/** Branches that were walked, and the share of all packets that they stand for (0 to 1). */
export interface Walking {
  readonly uri: string;
  readonly walk: string;
  readonly branches: number;
  readonly share: number;
}

const adHoc = 'to:';
/** The id of the walk that the lens `Trace to here` of an element asks: it stands in no file, the server composes it. */
export const adHocWalk = (element: string): string => adHoc + element;
/** The element that an ad-hoc walk leads to; undefined for the walks of a file. */
export const adHocTarget = (walk: string): string | undefined =>
  walk.startsWith(adHoc) ? walk.slice(adHoc.length) : undefined;

const ofHealth = 'check:';
/**
 * The id of the walk that is a health check: it stands in no file, the server walks it. `walk`: one of the file whose
 * `given` lines make the network that it runs on.
 */
export const healthWalk = ({ node, group, at }: HealthQuestion, walk?: string): string =>
  ofHealth + JSON.stringify([node, group, at, ...(walk === undefined ? [] : [walk])]);
/** What a walk that is a health check asks; undefined for all others. */
export function healthAsked(walk: string): (HealthQuestion & { readonly walk?: string }) | undefined {
  if (!walk.startsWith(ofHealth)) return undefined;
  const [node, group, at, of] = parsed(walk.slice(ofHealth.length));
  if (node === undefined || group === undefined || at === undefined) return undefined;
  return { node: node as HealthQuestion['node'], group, at, ...(of === undefined ? {} : { walk: of }) };
}

/** Whether a walk stands in no file. */
export const isAdHoc = (walk: string): boolean =>
  walk.startsWith(adHoc) || walk.startsWith(ofHealth) || questionOf(walk) !== undefined || triedOf(walk) !== undefined;

/** The picture of a file. */
export const pictureRequest = request<{ readonly uri: string }, Picture>('netk/picture');
/** The trace of one walk, named or ad hoc (`to` a service from a lens, a health check: the server composes the walk). */
export const traceRequest = request<{ readonly uri: string; readonly walk: string }, TraceAnswer>('netk/trace');
/** What came of the walks of a file, for the panel's picker; it walks them all. */
export const marksRequest = request<{ readonly uri: string }, Marks>('netk/marks');
/** How far a walk is, while its trace is awaited for longer than a moment. */
export const walkingNotice = notice<Walking>('netk/walking');
/** A node's source element at a position, for caret → box. Null where there is none. */
export const elementAtRequest = request<
  { readonly uri: string; readonly position: { readonly line: number; readonly character: number } },
  { readonly element: string | null; readonly walk: string | null }
>('netk/elementAt');
/** The server finished a new version of a file; the panel asks again for what it shows. */
export const changedNotice = notice<{ readonly uri: string; readonly version: number; readonly broken: boolean }>(
  'netk/changed',
);
/** Server → client: the text of a file that the server cannot read itself (a web worker, a virtual workspace); null when there is none. */
export const readFileRequest = request<{ readonly uri: string }, { readonly text: string | null }>('netk/readFile');
