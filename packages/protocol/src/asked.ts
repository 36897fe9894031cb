import { request } from './channel.ts';

/** A question in the words of who asks it: names, addresses or URLs as they are typed or picked. */
export interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol?: string;
}

const asked = 'ask:';
/** The id of the walk that is asked for in words: it stands in no file, the server reads it at the end of the text. */
export const askedWalk = ({ from, to, protocol }: Question): string =>
  asked + JSON.stringify([from, to, ...(protocol === undefined ? [] : [protocol])]);

/** What such a walk asks; undefined for all others. */
export function questionOf(walk: string): Question | undefined {
  if (!walk.startsWith(asked)) return undefined;
  const parts = parsed(walk.slice(asked.length));
  const [from, to, protocol] = parts;
  return from === undefined || to === undefined
    ? undefined
    : { from, to, ...(protocol === undefined ? {} : { protocol }) };
}

/** What a page or a window kept may be anything. */
export function parsed(text: string): readonly (string | undefined)[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : [];
  } catch {
    return [];
  }
}

/** A port on which an end answers. */
export interface EndPort {
  readonly port: number;
  readonly protocol: string;
  readonly name?: string;
}

/** Somebody who can send a packet, or be asked. */
export interface End {
  /** As the language writes it, without a port. */
  readonly text: string;
  /** `pod`, `service`, `node`, `host`, `load balancer`, `URL`, … */
  readonly kind: string;
  /** Its address, and where it is. */
  readonly detail: string;
  /** The element that it is; absent: it is a literal. */
  readonly element?: string;
  /** It can send. */
  readonly sends: boolean;
  /** It can be asked. */
  readonly asked: boolean;
  readonly ports: readonly EndPort[];
}

/** Everybody who can be at an end of a walk of a file. */
export interface Ends {
  readonly uri: string;
  readonly version: number;
  readonly ends: readonly End[];
}

/** One entry of a picker. */
export interface EndChoice {
  readonly text: string;
  readonly kind: string;
  readonly detail: string;
  /** A machine of which nobody knows where it listens: a port has to be written behind it. */
  readonly needsPort?: true;
}

const machines: readonly string[] = ['pod', 'node', 'host', 'client', 'server'];
const plain = ({ text, kind, detail }: End): EndChoice => ({ text, kind, detail });
/** An IPv6 address stands in brackets before a port. */
const at = (text: string, port: number): string =>
  text.split(':').length > 2 ? `[${text}]:${port}` : `${text}:${port}`;

/** Who can ask. */
export const senders = (ends: readonly End[]): readonly EndChoice[] => ends.filter(({ sends }) => sends).map(plain);

/** What can be asked: each with each of its ports, and by itself where it has none. */
export const targets = (ends: readonly End[]): readonly EndChoice[] =>
  ends
    .filter(({ asked: can }) => can)
    .flatMap((end) =>
      end.ports.length === 0
        ? [{ ...plain(end), ...(machines.includes(end.kind) ? { needsPort: true as const } : {}) }]
        : end.ports.map(({ port, protocol, name }) => ({
            text: at(end.text, port),
            kind: end.kind,
            detail: [name, protocol === 'tcp' ? undefined : protocol, end.detail].filter(Boolean).join(' · '),
          })),
    );

/** The choices with those that were taken last at the front, the newest first. */
export function recentFirst(choices: readonly EndChoice[], recent: readonly string[]): readonly EndChoice[] {
  const byText = new Map(choices.map((choice) => [choice.text, choice]));
  const first = recent.map((text) => byText.get(text) ?? { text, kind: 'recent', detail: '' });
  const taken = new Set(recent);
  return [...first, ...choices.filter(({ text }) => !taken.has(text))];
}

/** Everybody who can be at an end of a walk. */
export const endsRequest = request<{ readonly uri: string }, Ends>('netk/ends');
/** A question as a statement of the language, or why it is none. */
export const walkTextRequest = request<
  { readonly question: Question },
  { readonly text?: string; readonly refused?: string }
>('netk/walkText');
