// After `langium generate`: the same bytes on every machine, and a grammar for editors that knows where a word stands.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = 'packages/language/src/generated';
const textMate = 'syntaxes/netk.tmLanguage.json';

const grammar = JSON.parse(readFileSync(textMate, 'utf8'));
const keywords = /\(([^)]*)\)/.exec(
  grammar.patterns.find(({ name, match }) => name === 'keyword.control.netk' && match)?.match ?? '',
)?.[1];
if (!keywords) throw new Error('the generated grammar for editors has no keywords');

// A word goes on after '.' and '-', so that `\b` is no end of a keyword.
const word = '[A-Za-z0-9_](?:[\\w.]|-(?!>))*';
const ends = '(?!\\w|\\.|-(?!>))';
const first = '(^|[{;])(\\s*)';
const strings = grammar.patterns.find(({ name }) => name === 'string.quoted.double.netk');
grammar.patterns = [
  { include: '#comments' },
  strings,
  {
    comment: 'The first word of a statement: a keyword of the language …',
    match: `${first}(${keywords})${ends}`,
    captures: { 1: { name: 'punctuation.section.block.netk' }, 3: { name: 'keyword.control.netk' } },
  },
  {
    comment: '… or a setting.',
    match: `${first}(${word})`,
    captures: { 1: { name: 'punctuation.section.block.netk' }, 3: { name: 'support.type.property-name.netk' } },
  },
  {
    comment: 'Addresses, blocks of addresses, ranges and MAC addresses.',
    name: 'constant.numeric.address.netk',
    match:
      '(?<![\\w.:-])(?:\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d{1,2}|-\\d{1,3}(?:\\.\\d{1,3}){3})?|[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:/\\d{1,3})?)(?![\\w.])',
  },
  {
    comment: 'Numbers, durations and port ranges.',
    name: 'constant.numeric.netk',
    match: `(?<![\\w.-])\\d+(?:\\.\\d+|-\\d+|ms|s|m|h|d)?${ends}`,
  },
  { name: 'constant.language.netk', match: `(?<![\\w.-])(true|false|self|blackhole|local)${ends}` },
  { name: 'keyword.operator.netk', match: '->|<=|>=|!=|=|!' },
  {
    comment: 'Words of a header between its names and values.',
    name: 'keyword.other.netk',
    match: `(?<![\\w./-])(${keywords})${ends}(?!/)`,
  },
];
writeFileSync(textMate, JSON.stringify(grammar, null, 2));

const files = [...readdirSync(folder).map((name) => `${folder}/${name}`), textMate];
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const clean = `${text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .trimEnd()}\n`;
  if (clean !== text) writeFileSync(file, clean);
}
