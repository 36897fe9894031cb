import {
  type End,
  type EndChoice,
  type Ends,
  endsRequest,
  type Question,
  type RecentEnds,
  recentFirst,
  senders,
  walkTextRequest,
} from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from './ask.ts';
import { insertWalk } from './insert-walk.ts';
import { type Picker, withPicker } from './picker.ts';

const key = 'netk.recentEnds';
/** Ends that are remembered of a workspace. */
const mostRecent = 8;

const newest = (list: readonly string[], text: string): readonly string[] =>
  [text, ...list.filter((each) => each !== text)].slice(0, mostRecent);

/** Questions in words: who can be at their ends, who was lately, and how they come into a file. */
export class Questions {
  readonly #client: Asker;
  readonly #memory: vscode.Memento;

  constructor(client: Asker, memory: vscode.Memento) {
    this.#client = client;
    this.#memory = memory;
  }

  get recent(): RecentEnds {
    return this.#memory.get<RecentEnds>(key) ?? { from: [], to: [] };
  }

  /** A question was asked: its ends are offered first the next time. */
  async remember({ from, to }: Question): Promise<void> {
    const { recent } = this;
    await this.#memory.update(key, { from: newest(recent.from, from), to: newest(recent.to, to) });
  }

  ends(uri: string): Promise<Ends> {
    return ask(this.#client, endsRequest, { uri });
  }

  /** Writes a question into a file, undoable. The place where it stands then. */
  async add(uri: string, question: Question): Promise<vscode.Position> {
    const { text, refused } = await ask(this.#client, walkTextRequest, { question });
    if (text === undefined) throw new Error(refused ?? vscode.l10n.t('this is no walk'));
    return insertWalk(uri, text);
  }

  /** Asks the user for what of a question is still open. Undefined: the user gave up. */
  async pick(uri: string, known: { readonly from?: string; readonly to?: string } = {}): Promise<Question | undefined> {
    const { ends } = await this.ends(uri);
    const textOf = (element: string | undefined): string | undefined =>
      ends.find((end) => end.element === element && element !== undefined)?.text;
    const { recent } = this;
    const asked = ends.filter((end) => end.asked);
    return withPicker(async (picker) => {
      const from =
        textOf(known.from) ??
        (await pickEnd(picker, {
          title: vscode.l10n.t('Trace from … to …'),
          placeholder: vscode.l10n.t('From whom? A name or an address'),
          choices: recentFirst(senders(ends), recent.from),
          recent: recent.from,
        }));
      if (from === undefined) return undefined;
      const target =
        textOf(known.to) ??
        (await pickEnd(picker, {
          title: vscode.l10n.t('Trace from {0} to …', from),
          placeholder: vscode.l10n.t('To whom? A name, an address or a URL'),
          choices: recentFirst(
            asked.map(({ text, kind, detail }) => ({ text, kind, detail })),
            recent.to,
          ),
          recent: recent.to,
        }));
      if (target === undefined) return undefined;
      const to = await withPort(picker, vscode.l10n.t('Trace from {0} to {1}', from, target), target, asked);
      return to === undefined ? undefined : { from, to };
    });
  }
}

/** Choices of a picker, those of lately under a heading of their own. */
function itemsOf(choices: readonly EndChoice[], recent: readonly string[]): readonly vscode.QuickPickItem[] {
  const heading = (label: string): vscode.QuickPickItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const isRecent = new Set(recent);
  const item = ({ text, kind, detail }: EndChoice): vscode.QuickPickItem => ({
    label: text,
    description: [kind, detail].filter((word) => word !== '').join(' · '),
  });
  const [lately, others] = [
    choices.filter(({ text }) => isRecent.has(text)),
    choices.filter(({ text }) => !isRecent.has(text)),
  ];
  return [
    ...(lately.length > 0
      ? [heading(vscode.l10n.t('recent')), ...lately.map(item), heading(vscode.l10n.t('in this file'))]
      : []),
    ...others.map(item),
  ];
}

/** Asks for a name among those that there are, or for one that is typed. */
async function pickEnd(
  picker: Picker,
  asked: {
    readonly title: string;
    readonly placeholder: string;
    readonly choices: readonly EndChoice[];
    readonly recent: readonly string[];
  },
): Promise<string | undefined> {
  const { title, placeholder, choices, recent } = asked;
  const known = new Set(choices.map(({ text }) => text));
  const typed = (text: string): vscode.QuickPickItem | undefined =>
    text === '' || known.has(text)
      ? undefined
      : { label: text, description: vscode.l10n.t('as typed'), alwaysShow: true };
  return (await picker.ask({ title, placeholder, items: itemsOf(choices, recent), typed }))?.label;
}

/** The end with a port, where one is open: asked for among those that it has, or any number. */
async function withPort(
  picker: Picker,
  title: string,
  text: string,
  ends: readonly End[],
): Promise<string | undefined> {
  const end = ends.find((each) => each.text === text);
  const machines = ['pod', 'node', 'host', 'client', 'server'];
  const ports = end?.ports ?? [];
  if (ports.length === 1) return `${text}:${ports[0]!.port}`;
  if (ports.length === 0 && !(end && machines.includes(end.kind))) return text;
  const choices = ports.map(({ port, protocol, name }) => ({
    text: String(port),
    kind: protocol,
    detail: name ?? '',
  }));
  const port = await pickEnd(picker, { title, placeholder: vscode.l10n.t('Which port?'), choices, recent: [] });
  return port === undefined ? undefined : `${text}:${port}`;
}
