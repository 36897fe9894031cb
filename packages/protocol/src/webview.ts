import type { HopPlace, StateEntry, TargetHealth, Trace } from '@netk/engine';
import type { Ends } from './asked.ts';
import type { InsideAnswer, InsidePlace } from './inside.ts';
import type { Mends, Replacement } from './mends.ts';
import type { Range } from './range.ts';
import type { Marks, Picture, Stands, Walking } from './server.ts';

/** Ends of questions that were asked lately, the newest first. */
export interface RecentEnds {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** What the panel keeps over a reload of the window. */
export interface PanelPlace {
  readonly uri: string;
  readonly walk?: string;
  readonly branch?: number;
  readonly step?: number;
  readonly direction?: 'forward' | 'reply';
  readonly view?: string;
  readonly split?: number;
  /** How deep the view of scale is, and into which element it looks. */
  readonly scale?: { readonly level: string; readonly at?: string };
  /** Where the cursor stops. */
  readonly breaks?: readonly string[];
}

/** Extension → panel. Every message carries the document's version; the panel drops older ones. */
export type ToWebview =
  | { readonly kind: 'picture'; readonly picture: Picture }
  | {
      readonly kind: 'trace';
      readonly uri: string;
      readonly version: number;
      readonly walk: string;
      readonly trace: Trace;
      readonly stands?: readonly Stands[];
      readonly health?: readonly TargetHealth[];
    }
  | {
      readonly kind: 'broken';
      readonly uri: string;
      readonly version: number;
      readonly message: string;
      readonly range?: Range;
    }
  | { readonly kind: 'failed'; readonly uri: string; readonly message: string }
  | ({ readonly kind: 'walking' } & Walking)
  /** The user gave up waiting for a trace. */
  | { readonly kind: 'cancelled'; readonly uri: string; readonly walk: string }
  | {
      readonly kind: 'open';
      readonly uri: string;
      readonly walk?: string;
      readonly element?: string;
      /** The hop of the walk to stand at. */
      readonly hop?: HopPlace;
      /** The walk that it is compared with. */
      readonly compare?: string;
    }
  | { readonly kind: 'caret'; readonly uri: string; readonly element: string | null }
  /** The element under the mouse in the source. */
  | { readonly kind: 'hovered'; readonly uri: string; readonly element: string | null }
  /** What the editor did for the panel, for the live region. */
  | { readonly kind: 'said'; readonly uri: string; readonly text: string }
  /** The trace of another walk, to compare with. */
  | {
      readonly kind: 'other';
      readonly uri: string;
      readonly version: number;
      readonly walk: string;
      readonly trace: Trace;
    }
  /** The inside of a machine. */
  | ({ readonly kind: 'inside' } & InsideAnswer)
  /** The panel as a bundle: its code and its styles. */
  | { readonly kind: 'page'; readonly uri: string; readonly code: string; readonly style: string }
  /** What can be written against what stops a branch, each walked. */
  | ({ readonly kind: 'mends' } & Mends)
  /** Who can be at an end of a walk, and who was lately, the newest first. */
  | ({ readonly kind: 'ends'; readonly recent: RecentEnds } & Ends)
  /** What came of every walk of the file. */
  | ({ readonly kind: 'marks' } & Marks)
  /** What would mend a place that was asked about: titles of quick fixes. */
  | {
      readonly kind: 'fixes';
      readonly uri: string;
      readonly version: number;
      readonly range: Range;
      readonly titles: readonly string[];
    }
  | { readonly kind: 'none' };

/** Panel → extension. */
export type FromWebview =
  /** The page runs, and is so wide. */
  | { readonly kind: 'ready'; readonly width: number }
  | { readonly kind: 'ask'; readonly uri: string; readonly walk: string }
  /** Gives up the trace that was asked for. */
  | { readonly kind: 'cancel' }
  | {
      readonly kind: 'reveal';
      readonly uri: string;
      readonly element: string;
      readonly focus: boolean;
      /** The hop's number, for the editor's gutter. */
      readonly number?: number;
      /** The editor does not scroll: the author is writing somewhere else. */
      readonly still?: true;
    }
  /** The cursor stands at a step that no line of the source is behind. */
  | { readonly kind: 'unmark'; readonly uri: string }
  /** Opens the state of a machine at the line that decided a step. */
  | {
      readonly kind: 'showState';
      readonly uri: string;
      readonly walk: string;
      readonly node: string;
      readonly state: StateEntry;
      /** The step in words: `hop 3 of W22, nat PREROUTING`. */
      readonly words: string;
      /** The hop's number, for the editor's gutter. */
      readonly number: number;
    }
  /** To a place that is no element: the first error of a broken text. */
  | { readonly kind: 'goTo'; readonly range: Range }
  /** Asks which quick fixes there are at a place, now and whenever the file's diagnostics change. */
  | { readonly kind: 'askFixes'; readonly uri: string; readonly version: number; readonly range: Range }
  /** Applies one of them. */
  | { readonly kind: 'fix'; readonly range: Range; readonly title: string }
  | { readonly kind: 'hover'; readonly uri: string; readonly element: string | null }
  | { readonly kind: 'place'; readonly place: PanelPlace }
  | { readonly kind: 'retry'; readonly uri: string }
  | { readonly kind: 'log' }
  /** Opens a new file with a small topology. */
  | { readonly kind: 'newFile' }
  /** Opens a copy of the example that comes with the extension. */
  | { readonly kind: 'openExample' }
  | { readonly kind: 'walkthrough' }
  /** A walk that is taken away: text, or bytes in base64. */
  | {
      readonly kind: 'take';
      readonly uri: string;
      readonly name: string;
      readonly to: 'file' | 'clipboard';
      readonly encoding: 'text' | 'base64';
      readonly text: string;
    }
  /** Asks for the panel as a bundle, which goes into a page that stands alone. */
  | { readonly kind: 'askPage'; readonly uri: string }
  /** Asks for another walk, to compare the shown one with. */
  | { readonly kind: 'askOther'; readonly uri: string; readonly walk: string }
  /** Asks for the inside of a machine. */
  | ({ readonly kind: 'askInside' } & InsidePlace)
  /** Copies the state of a machine as a tool prints it. */
  | {
      readonly kind: 'copyState';
      readonly uri: string;
      readonly walk: string;
      readonly node: string;
      readonly view: string;
    }
  /** Asks what can be written against what stops a branch. */
  | { readonly kind: 'askMends'; readonly uri: string; readonly walk: string; readonly branch: number }
  /** Edits texts, undoable, if the file still has this version. */
  | {
      readonly kind: 'applyEdits';
      readonly uri: string;
      readonly version: number;
      readonly edits: readonly Replacement[];
      readonly title: string;
    }
  /** Asks who can be at an end of a walk. */
  | { readonly kind: 'askEnds'; readonly uri: string }
  /** Writes a walk that was asked in words into the file. */
  | { readonly kind: 'addWalk'; readonly uri: string; readonly walk: string }
  | { readonly kind: 'insertWalk'; readonly uri: string; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };
