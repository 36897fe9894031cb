import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of the laboratory: beside the bundle, or in the sources. Throws where it is in neither. */
export function besideLab(bundled: string, source: string): string {
  const places = [`./${bundled}`, `../../${source}`].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`the laboratory's ${source} is missing: ${places.join(', ')}`);
  return found;
}
