import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { topologyOf } from '@netk/language';
import { createModel, type Model } from '../../src/index.ts';

const folder = path.resolve(import.meta.dirname, '../../../../examples');

/** The names of the project's examples. */
export const examples: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.netk'))
  .map((file) => file.slice(0, -'.netk'.length));

/** The model of one of the project's examples, with what it imports; `changed` is what its own text becomes. */
export async function exampleModel(name: string, changed = (text: string): string => text): Promise<Model> {
  const file = `${name}.netk`;
  const others = readdirSync(folder).filter((other) => other.endsWith('.netk') && other !== file);
  const text = (each: string): string => readFileSync(path.join(folder, each), 'utf8');
  const { topology } = await topologyOf(
    changed(text(file)),
    `file://${path.join(folder, file)}`,
    Object.fromEntries(others.map((other) => [other, text(other)])),
  );
  return createModel(topology);
}
