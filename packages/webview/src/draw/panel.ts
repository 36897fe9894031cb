import type { Moment } from '@netk/engine';
import type { MendOffer, Range } from '@netk/protocol';
import type { Event } from '../state/event.ts';
import type { Act } from '../state/key.ts';
import type { State } from '../state/state.ts';
import type { TakeFormat } from '../state/take.ts';

/** What every part of the panel can do: change the state, act on the page, and speak to the editor. */
export interface Hands {
  readonly dispatch: (event: Event) => void;
  readonly act: (act: Act) => void;
  /** Marks an element in the source; with focus, goes there. */
  readonly reveal: (element: string, focus: boolean) => void;
  readonly hover: (element: string | null) => void;
  /** Opens the machine's tables at the line that decided a step: the given one, else the cursor's. */
  readonly showState: (moment?: Moment) => void;
  readonly goTo: (range: Range) => void;
  /** Applies a quick fix at a place. */
  readonly fix: (range: Range, title: string) => void;
  readonly retry: () => void;
  /** Gives up waiting for a trace, or asks for it again. */
  readonly cancel: () => void;
  readonly walkAgain: () => void;
  readonly log: () => void;
  readonly newFile: () => void;
  readonly openExample: () => void;
  readonly walkthrough: () => void;
  /** Asks who can be at an end of a walk. */
  readonly askEnds: () => void;
  /** Writes the shown walk, which was asked in words, into the file. */
  readonly addWalk: () => void;
  /** Copies the state of a machine as a tool prints it. */
  readonly copyState: (node: string, view: string) => void;
  /** Takes the shown walk away: into a file, or into the clipboard. */
  readonly take: (format: TakeFormat, to: 'file' | 'clipboard') => void;
  /** Shows what comes of an edit; the file is not touched. */
  readonly preview: (offer: MendOffer) => void;
  /** Edits the file. */
  readonly applyMend: (offer: MendOffer) => void;
  readonly insertWalk: (text: string) => void;
}

/** A part of the page that redraws itself from the state. */
export interface Part {
  readonly element: HTMLElement;
  update(state: State): void;
}
