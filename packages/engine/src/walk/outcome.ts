import type { Header } from '../network/header.ts';
import type { ProgramAnswer } from '../network/network.ts';
import type { Leaser, Relay } from '../network/program.ts';
import type { Resolver } from '../network/resolver.ts';
import type { CauseCode } from '../trace/cause.ts';

/** A packet that a rule stopped while the sending program was still in its call: the call may tell. */
export type Within = 'call';

/** How a packet's way through one device ended. */
export type Outcome =
  | {
      readonly kind: 'delivered';
      readonly packet: Header;
      readonly owner: string;
      readonly relay?: Relay;
      /** It gives addresses. */
      readonly leaser?: Leaser;
      /** It answers questions about names. */
      readonly resolver?: Resolver;
      /** How many hops its answer may go. */
      readonly ttl?: number;
      /** What the program says to requests. */
      readonly answers?: readonly ProgramAnswer[];
    }
  /** The machine answers with a refusal: RST, or ICMP port unreachable. */
  | {
      readonly kind: 'refused';
      readonly packet: Header;
      readonly cause: CauseCode;
      readonly by: 'rst' | 'icmp';
      readonly within?: Within;
      /** A program of eBPF refuses: as whom was asked, by the interface that the packet came in by. */
      readonly reflected?: string;
    }
  /**
   * The machine says that there is no way: ICMP host unreachable; or which size there is a way for, with `mtu`. `failed`: the call of its own
   * program that sends fails as well; `told`: that call alone says it.
   */
  | {
      readonly kind: 'unreachable';
      readonly cause: CauseCode;
      readonly packet: Header;
      readonly mtu?: number;
      readonly failed?: true;
      readonly told?: true;
    }
  | { readonly kind: 'dropped'; readonly cause: CauseCode; readonly within?: Within }
  /** It goes on to what the file does not describe. */
  | { readonly kind: 'left'; readonly packet: Header }
  | { readonly kind: 'undetermined'; readonly assumes: string };
