import type { TargetHealth, Trace } from '@netk/engine';
import type { Picture } from '@netk/protocol';

/** What a page that stands alone knows: one picture, and the answers to its walks. */
export interface PageData {
  readonly picture: Picture;
  readonly answers: readonly { readonly trace: Trace; readonly health?: readonly TargetHealth[] }[];
}
