import type { ElementId } from './id.ts';

/** Who a question is about: the two ends of a walk, the arguments of `choose` and `expect`. */
export type Operand =
  | { readonly kind: 'element'; readonly of: ElementId; readonly port?: number | string; readonly text: string }
  /** `client`, `internet`, `apiserver`, `load-balancer`, `none`, `dhcp`: words that have a meaning by their place. */
  | {
      readonly kind: 'builtin';
      readonly word: string;
      readonly of?: ElementId;
      readonly port?: number | string;
      readonly text: string;
    }
  | { readonly kind: 'address'; readonly address: string; readonly port?: number; readonly text: string }
  | { readonly kind: 'cidr'; readonly cidr: string; readonly text: string }
  | { readonly kind: 'url'; readonly url: string; readonly text: string }
  | { readonly kind: 'dns'; readonly query: string; readonly type?: string; readonly text: string }
  | { readonly kind: 'cni-add'; readonly of: ElementId; readonly text: string }
  /** A reference that did not resolve; the walk is undetermined and says so. */
  | { readonly kind: 'unknown'; readonly text: string };
