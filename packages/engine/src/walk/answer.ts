import type { DnsAnswer } from '../network/dns.ts';
import type { Header } from '../network/header.ts';
import type { Device } from '../network/network.ts';
import type { PolicySkip } from '../network/policy.ts';
import type { CauseCode } from '../trace/cause.ts';
import type { HttpRequest } from '../trace/request.ts';
import type { Branch, Hop, NameLookup } from '../trace/trace.ts';
import type { Question } from './names/zone-answer.ts';
import type { PortSource } from './port-draws.ts';
import type { Start, Travelled } from './travel.ts';

/** The first packet of a question: who sends what. */
export interface Sending {
  readonly device: Device;
  readonly packet: Header;
  /** Seed of everything that is drawn at random. */
  readonly seed: () => string;
  /** How the sender's system draws its port; the packet has the one that is shown if nothing on the way tells ports apart. */
  readonly port?: PortSource;
  /** The machine that was asked for: arriving at another is no delivery. Undefined: whatever has the address. */
  readonly meant?: string | undefined;
  /** The name of what was asked for. */
  readonly to: string;
  /** What the application says over the connection; undefined: it only opens it. */
  readonly request?: HttpRequest;
  /** How many connections its client has opened, of which this is the last; undefined: one. */
  readonly connections?: number;
  /** Seconds that the connection said nothing before the packet that is asked about; undefined: it is its first. */
  readonly idle?: number;
  /** Seconds that its client waits for what it asks for; undefined: as long as it takes. */
  readonly patience?: number;
  /** Of a flow over UDP: it was more than one question and answer before. */
  readonly stream?: true;
  /** A relay takes a connection that it has open; if nothing could open it now, it has none. */
  readonly kept?: true;
  /** Set where a relay sends it. */
  readonly relayed?: Start['relayed'];
  /** Policies about its sender that nobody asks. */
  readonly skip?: PolicySkip;
  /** The name that the client wants a certificate for; undefined: it asks without TLS, or takes any. */
  readonly certified?: string;
  /** What is taken for granted about whom it is sent to. */
  readonly assumes?: string;
}

/** One branch without its probability: the verdict, and both ways. */
export type Answer = Pick<
  Branch,
  'verdict' | 'to' | 'cause' | 'died' | 'client' | 'location' | 'logged' | 'assumes'
> & {
  readonly sending: Sending;
  readonly forward: Travelled;
  /** Undefined: nothing came back. */
  readonly reply: Travelled | undefined;
  /** Same connection, second packet: what later packets see. Computed on demand. */
  readonly later: () => readonly Hop[];
  /** Of an answer to a request: its status, and the seconds that it took. */
  readonly status?: number;
  readonly seconds?: number;
  /** What came of the connection that a relay opened for this one, where one took it. */
  readonly next?: Answer;
  /** Questions about names that came before, in their order; those of servers are behind each. */
  readonly asked?: readonly Asking[];
  /** It came to nothing but questions about a name: its ways are those of the one that decided. */
  readonly lookedUp?: true;
  /** It asked for an address: each message with its answer. */
  readonly leased?: readonly { readonly what: string; readonly answer: string; readonly own: Answer }[];
  /** What a program was told about a name. */
  readonly lookup?: NameLookup;
};

/** What came of a question. */
export type Said =
  | {
      readonly kind: 'answer';
      readonly answer: DnsAnswer;
      /** Seconds that the server took. */
      readonly after: number;
      /** Why it is no good one, where there is a word for it. */
      readonly cause?: CauseCode;
      /** What it takes for granted. */
      readonly assumes?: readonly string[];
    }
  /** Its machine says that nobody listens, or that there is no way. */
  | { readonly kind: 'refused'; readonly after: number }
  | { readonly kind: 'silence' }
  /** It depends on something that is not known. */
  | { readonly kind: 'unknown'; readonly why: string };

/** One question, and everything that was asked because of it. */
export interface Asking {
  readonly question: Question;
  readonly from: string;
  /** Whom, in words. */
  readonly to: string;
  readonly transport: 'udp' | 'tcp';
  /** Its way; undefined: nothing was sent, because it was kept, or because who answers stands nowhere in the file. */
  readonly answer?: Answer;
  readonly said: Said;
  readonly behind: readonly Asking[];
  readonly fromCache?: true;
}
