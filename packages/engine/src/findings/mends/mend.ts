import type { Plan } from '../../plan/plan.ts';
import type { ElementId } from '../../topology/id.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { Blocker, Branch } from '../../trace/trace.ts';
import type { Moment } from '../../views/explain/timeline.ts';
import type { Edit, Fix } from '../finding.ts';

/** An edit of the file that may let a packet pass, and what it costs beside that. What comes of it, only a walk can tell. */
export interface Mend extends Fix {
  readonly cost: string;
}

/** What stops a packet or its answer, and where that is known the step itself: of a stop behind the first it is not. */
export interface Stop {
  readonly plan: Plan;
  readonly branch: Branch;
  readonly blocker: Blocker;
  readonly death?: Moment;
}

/** What can be written against a stop, the best first. */
export type Mender = (stop: Stop) => readonly Mend[];

/** Whoever has settings. */
interface Owner {
  readonly id: ElementId;
  readonly settings: readonly Setting[];
}

/** The edit that gives a setting a value: the line that is there, else a new one in the block. */
export function setTo({ id, settings }: Owner, key: string, value: string): Edit {
  const written = settingOf(settings, key);
  return written
    ? { about: written.id, text: `${key} ${value}` }
    : { about: id, text: `${key} ${value}`, inside: true };
}

/** A line that comes into the block of an element. */
export const lineIn = (about: ElementId, text: string): Edit => ({ about, text, inside: true });

/** The element that an id belongs to: what stands before its parts. */
export const ownerOf = <T extends { readonly id: ElementId }>(
  all: readonly T[],
  id: ElementId | undefined,
): T | undefined =>
  id === undefined ? undefined : all.findLast((each) => id === each.id || id.startsWith(`${each.id}#`));
