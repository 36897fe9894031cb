// After `langium generate`: what the generator writes must be the same bytes on every machine.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = 'packages/language/src/generated';
const files = [...readdirSync(folder).map((name) => `${folder}/${name}`), 'syntaxes/netk.tmLanguage.json'];
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const clean = `${text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .trimEnd()}\n`;
  if (clean !== text) writeFileSync(file, clean);
}
