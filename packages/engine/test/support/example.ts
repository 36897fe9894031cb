import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { topologyOf } from '@netk/language';
import { createModel, type Model } from '../../src/index.ts';

const folder = path.resolve(import.meta.dirname, '../../../../examples');

/** The names of the project's examples. */
export const examples: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.netk'))
  .map((file) => file.slice(0, -'.netk'.length));

const text = (name: string): string => readFileSync(path.join(folder, `${name}.netk`), 'utf8');

/** What a text imports, and what that imports. */
function importedBy(own: string, known: Map<string, string> = new Map()): ReadonlyMap<string, string> {
  for (const [, name] of own.matchAll(/^import "\.\/(.+)\.netk"/gm)) {
    if (known.has(name!)) continue;
    known.set(name!, text(name!));
    importedBy(text(name!), known);
  }
  return known;
}

async function modelOf(name: string, own: string): Promise<Model> {
  const others = [...importedBy(own)].map(([other, content]) => [`${other}.netk`, content] as const);
  const uri = `file://${path.join(folder, `${name}.netk`)}`;
  // what a check says nobody asks here, and it walks every walk that expects something
  const { topology } = await topologyOf(own, uri, Object.fromEntries(others), { checks: false });
  return createModel(topology);
}

const known = new Map<string, Promise<Model>>();

/** The model of one of the project's examples, with what it imports, made once; `changed` is what its own text becomes. */
export function exampleModel(name: string, changed?: (text: string) => string): Promise<Model> {
  if (changed) return modelOf(name, changed(text(name)));
  const model = known.get(name) ?? modelOf(name, text(name));
  known.set(name, model);
  return model;
}
