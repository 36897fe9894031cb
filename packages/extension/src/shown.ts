import type { ToWebview } from '@netk/protocol';

/** What a panel shows. */
export interface Shown {
  readonly uri: string;
  readonly walk?: string;
}

/** Where a panel goes when it opens something: to an element, to a hop of the walk. */
export type Target = Pick<Extract<ToWebview, { kind: 'open' }>, 'element' | 'hop' | 'compare'>;
