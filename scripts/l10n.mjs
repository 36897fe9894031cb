// Collects what the extension says to people: `l10n/bundle.l10n.json` has each text once, for translators. `npm run generate` runs it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project.mjs';

const sources = path.join(root, 'packages/extension/src');
const files = readdirSync(sources, { recursive: true }).filter((name) => name.endsWith('.ts'));

/** The texts of `vscode.l10n.t('…')` in a source. */
export const textsIn = (source) =>
  [...source.matchAll(/vscode\.l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text]) => text.replaceAll("\\'", "'"));

const texts = files.flatMap((name) => textsIn(readFileSync(path.join(sources, name), 'utf8')));
const sorted = [...new Set(texts)].sort();
mkdirSync(path.join(root, 'l10n'), { recursive: true });
const bundle = Object.fromEntries(sorted.map((text) => [text, text]));
writeFileSync(path.join(root, 'l10n/bundle.l10n.json'), `${JSON.stringify(bundle, null, 2)}\n`);
