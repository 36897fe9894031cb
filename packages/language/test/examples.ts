import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../examples/', import.meta.url);

/** Name → text of every example file. */
export const examples: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.netk'))
    .sort()
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);

/** The text of one example. */
export function example(name: string): string {
  const text = examples.get(name);
  if (text === undefined) throw new Error(`no example ${name}`);
  return text;
}
