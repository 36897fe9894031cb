import { type Sketch, type SketchWanted, sketchRequest } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from './ask.ts';
import { wantedBy } from './fence.ts';
import { later } from './later.ts';

/** The part of markdown-it that is used: its rule for fenced blocks can be replaced. */
export interface MarkdownIt {
  readonly renderer: { readonly rules: { fence?: FenceRule | undefined } };
  readonly utils: { readonly escapeHtml: (text: string) => string };
}
interface Token {
  readonly info: string;
  readonly content: string;
}
type FenceRule = (tokens: Token[], index: number, options: unknown, env: unknown, self: unknown) => string;

/** Pictures that are kept; a page has few. */
const mostKept = 64;

/** Draws fenced blocks of netk in previews of Markdown, below their text. */
export class MarkdownPictures {
  readonly #client: Asker;
  readonly #known = new Map<string, Sketch | 'asked'>();
  /** Previews are drawn at once: what came meanwhile is drawn together. */
  readonly #refresh = later(100, () => void vscode.commands.executeCommand('markdown.preview.refresh'));

  constructor(client: Asker) {
    this.#client = client;
  }

  /** The plugin for markdown-it. */
  readonly extend = (md: MarkdownIt): MarkdownIt => {
    const { rules } = md.renderer;
    const before = rules.fence;
    rules.fence = (tokens, index, options, env, self) => {
      const text = before?.(tokens, index, options, env, self) ?? '';
      const wanted = wantedBy(tokens[index]!);
      return wanted ? `${text}${this.#pictureOf(wanted, md.utils.escapeHtml)}` : text;
    };
    return md;
  };

  #pictureOf(wanted: SketchWanted, escaped: (text: string) => string): string {
    const key = JSON.stringify(wanted);
    const known = this.#known.get(key);
    if (known === undefined) void this.#draw(key, wanted);
    if (known === undefined || known === 'asked') return '';
    if (known.kind === 'none') return `<p><em>netk: ${escaped(known.why)}</em></p>\n`;
    // an image has its styles for itself, and a page can do nothing to it
    const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(known.svg)}`;
    return `<p><img class="netk" src="${escaped(source)}" alt="${escaped(known.words)}"></p>\n`;
  }

  async #draw(key: string, wanted: SketchWanted): Promise<void> {
    this.#known.set(key, 'asked');
    const failed = (error: unknown): Sketch => ({
      kind: 'none',
      why: error instanceof Error ? error.message : String(error),
    });
    this.#known.set(key, await ask(this.#client, sketchRequest, wanted).catch(failed));
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKept && oldest !== undefined) this.#known.delete(oldest);
    this.#refresh();
  }
}
