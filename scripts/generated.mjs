import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project.mjs';

const places = ['packages/language/src/generated', 'packages/language/src/syntax/tables/generated', 'syntaxes', 'l10n'];

/** The text of every file that `npm run generate` writes, by its path. */
export function generatedFiles() {
  const files = new Map();
  for (const place of places.filter((one) => existsSync(path.join(root, one)))) {
    for (const entry of readdirSync(path.join(root, place), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      files.set(path.relative(root, file), readFileSync(file, 'utf8'));
    }
  }
  return files;
}
