import type { Level, Switches } from '@netk/diagram';
import type { PanelPlace, ToWebview } from '@netk/protocol';
import type { Against } from './against.ts';
import type { Overlay, View } from './state.ts';

/** Everything that changes the state: messages of the extension, and acts of the user. */
export type Event =
  | ToWebview
  | { readonly kind: 'restore'; readonly place: PanelPlace }
  | { readonly kind: 'choose-walk'; readonly walk: string }
  /** Opens a walk that leads back to where it was opened: a health check, a preview. */
  | { readonly kind: 'check'; readonly walk: string }
  | { readonly kind: 'back' }
  /** A walk whose answer was cancelled is asked for again. */
  | { readonly kind: 'walk-again' }
  | { readonly kind: 'branch'; readonly branch: number }
  | { readonly kind: 'step'; readonly to: number }
  | { readonly kind: 'go'; readonly where: Move }
  | { readonly kind: 'hop'; readonly direction: 'forward' | 'reply'; readonly hop: number }
  | { readonly kind: 'device'; readonly id: string }
  | { readonly kind: 'direction'; readonly direction: 'forward' | 'reply' }
  /** Another view of the walk; without a name, the next. */
  | { readonly kind: 'view'; readonly show?: View }
  /** The map shows another place, or is another level deep. */
  | { readonly kind: 'map'; readonly level: Level; readonly at: string | undefined }
  /** Looks for something on the map. */
  | { readonly kind: 'seek'; readonly text: string }
  /** Shows or hides something in the sequence. */
  | { readonly kind: 'switch'; readonly what: keyof Switches }
  /** Opens or folds a part of the sequence: the given one, else that in which the cursor stands. */
  | { readonly kind: 'part'; readonly key?: string }
  /** Unfolds a run of devices into lanes, or folds it: the given one, else that in which the cursor stands. */
  | { readonly kind: 'run'; readonly key?: string }
  /** The row of the sequence after the cursor's, or before it. */
  | { readonly kind: 'row'; readonly by: 1 | -1 }
  /** Shows and steps through what mattered alone, or all. */
  | { readonly kind: 'calm' }
  /** Sets a breakpoint or takes it away: at a place, else where the cursor stands. */
  | { readonly kind: 'break'; readonly what: 'device' | 'stage'; readonly at?: string }
  /** On to the next breakpoint, else to the end. */
  | { readonly kind: 'continue' }
  /** Has the way told hop by hop, or shows all of it. */
  | { readonly kind: 'predict' }
  /** Says who gets the packet next; without a device, the reader gives up. */
  | { readonly kind: 'guess'; readonly id?: string }
  /** Holds the branch against something; without it, against what is nearest, or no longer. */
  | { readonly kind: 'compare'; readonly against?: Against }
  /** To the next step that differs. */
  | { readonly kind: 'difference' }
  | { readonly kind: 'play' }
  | { readonly kind: 'speed' }
  | { readonly kind: 'macs' }
  | { readonly kind: 'follow' }
  /** Opens the questions about names, or folds them to one line. */
  | { readonly kind: 'lookups' }
  /** The cursor goes to a question about a name. */
  | { readonly kind: 'asked'; readonly to: number }
  /** Holds the mark in the source where it is, or lets it follow again. */
  | { readonly kind: 'pin' }
  | { readonly kind: 'split'; readonly share: number }
  /** Into and out of a folded node. */
  | { readonly kind: 'unfold' | 'fold'; readonly id: string }
  /** A message for the live region. */
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'overlay'; readonly show: Overlay | undefined };

/** Relative moves of the cursor. */
export type Move =
  | 'first'
  | 'last'
  | 'next'
  | 'previous'
  | 'next-device'
  | 'previous-device'
  | 'next-leg'
  | 'previous-leg'
  | 'next-rewrite'
  | 'previous-rewrite'
  | 'mirror';
