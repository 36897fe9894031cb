import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { scratchFolder } from '../scratch-folder.ts';
import { LspClient, type ServerCommand } from './lsp-client.ts';

/** A place where one character is typed and taken away again. */
export interface Place {
  readonly name: string;
  readonly line: number;
  readonly character: number;
}

/** The place behind the first occurrence of some words. */
export function placeAfter(text: string, words: string, name: string): Place {
  const at = text.indexOf(words);
  if (at < 0) throw new Error(`the text of the benchmark has no ${words}`);
  const before = text.slice(0, at + words.length).split('\n');
  return { name, line: before.length - 1, character: before.at(-1)!.length };
}

/** One server with one open file. */
export class Typist {
  readonly client: LspClient;
  private typed = false;

  private constructor(client: LspClient) {
    this.client = client;
  }

  /** Starts a server and opens a text that has no errors. */
  static async start(command: ServerCommand, languageId: string, extension: string, text: string): Promise<Typist> {
    const folder = scratchFolder();
    const file = path.join(folder, `bench.${extension}`);
    writeFileSync(file, text);
    const client = new LspClient(command);
    const uri = pathToFileURL(file).toString();
    const errors = (await client.open(pathToFileURL(folder).toString(), { uri, languageId, text })).filter(
      ({ severity }) => severity === 1,
    );
    if (errors.length > 0) throw new Error(`the ${languageId} text of the benchmark is wrong: ${errors[0]!.message}`);
    return new Typist(client);
  }

  /** Types or takes back one character; milliseconds until the diagnostics are there. */
  press({ line, character }: Place): Promise<number> {
    const start = { line, character };
    const end = { line, character: character + (this.typed ? 1 : 0) };
    this.typed = !this.typed;
    return this.client.edit({ start, end }, this.typed ? 'x' : '');
  }

  /** Types one character and takes it back. */
  async pressTwice(place: Place): Promise<void> {
    await this.press(place);
    await this.press(place);
  }
}
