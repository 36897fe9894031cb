import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../examples/', import.meta.url);

/** Name → text of every example file. */
export const examples: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.netk'))
    .sort()
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);

/** The examples that a text imports, and what these import, by their names: who reads others too has them checked for nothing. */
export function importedBy(text: string, known: Record<string, string> = {}): Readonly<Record<string, string>> {
  for (const [, name] of text.matchAll(/^import "\.\/(.+\.netk)"/gm)) {
    if (name === undefined || name in known) continue;
    known[name] = example(name);
    importedBy(known[name], known);
  }
  return known;
}

/** The text of one example. */
export function example(name: string): string {
  const text = examples.get(name);
  if (text === undefined) throw new Error(`no example ${name}`);
  return text;
}
