import type { ElementId } from '../topology/id.ts';

/** As the pod that a policy is about sees it. */
export type PolicyDirection = 'ingress' | 'egress';

/** A policy: its element, and its name as `kubectl` writes it, `shop/web`, behind its kind. */
export interface PolicyName {
  readonly element: ElementId;
  /** `networkpolicy shop/web`. */
  readonly text: string;
}

/** What policies said of a packet: which ones, in which direction, and by which rule. */
export interface PolicyDecision {
  /** `skip`: nobody asked them, and the step says why. */
  readonly verdict: 'allow' | 'deny' | 'pass' | 'skip';
  readonly direction: PolicyDirection;
  /** The policy whose rule decided; where no rule matches, those that isolate. */
  readonly policies: readonly PolicyName[];
  /** From 1, among the rules of its direction; undefined: none of them matches. */
  readonly rule?: number;
  /** Of `skip`: why nobody asked them. */
  readonly why?: string;
}
