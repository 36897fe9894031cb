import { request } from './channel.ts';

/** What a task of the editor prints. */
export type TaskKind = 'check' | 'test';

/** What came of a file, line by line as `netk check` and `netk test` print it. */
export interface Report {
  readonly lines: readonly string[];
  /** What makes the command end with 0. */
  readonly good: boolean;
}

/** A file as `netk check` or `netk test` tells of it. `file`: what it is called in the lines. */
export const reportRequest = request<{ readonly uri: string; readonly file: string; readonly what: TaskKind }, Report>(
  'netk/report',
);

/** What is drawn of a text that stands in no file. */
export interface SketchWanted {
  readonly text: string;
  /** The name of a walk; without one the only walk, else the topology alone. */
  readonly walk?: string;
  readonly view: 'topology' | 'sequence';
}

/** A picture as a file of SVG, or why there is none. */
export type Sketch =
  | { readonly kind: 'svg'; readonly svg: string; readonly words: string }
  | { readonly kind: 'none'; readonly why: string };

/** A text as a picture: a fenced block of a page of Markdown. */
export const sketchRequest = request<SketchWanted, Sketch>('netk/sketch');
