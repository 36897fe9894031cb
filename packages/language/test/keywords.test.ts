import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { reservedWords } from '../src/syntax/reserved-words.ts';
import { settingsByPlace } from '../src/words/settings.ts';
import { syntaxErrors } from './services.ts';

const grammar = readFileSync(new URL('../src/netk.langium', import.meta.url), 'utf8')
  .replace(/\/\/.*/g, '')
  .replace(/terminal[\s\S]*/, '');
const keywords = [...new Set([...grammar.matchAll(/'([A-Za-z][\w-]*)'/g)].map((match) => match[1] ?? ''))];

const inVpc = (name: string, word: string) =>
  `vpc ${name} 10.0.0.0/16 { internet-gateway ${name}; route-table ${name} { route 0.0.0.0/0 -> ${name} }; subnet ${name} 10.0.0.0/24 zone ${word} { route-table ${name} }; security-group ${name} { ingress tcp/80 from ${name}, 10.0.0.0/8 } }\n`;
const inCluster = (name: string, word: string) =>
  `cluster ${name} on eks in ${name} { node ${name} m5.large in ${name} { pod ${name} 10.0.0.9 eni 0 }; node ${name}; nodegroup ${name} m5.large nodes 2 in ${name}, ${name}; namespace ${name} { deployment ${name} replicas 2 { labels ${word}=${word}; port ${word} 80 }; deployment ${name}; service ${name} { selector ${word}=${word}; port ${word} 80 -> ${word} }; ingress ${name} on alb { rule path "/" -> ${name}:80, ${name}/${name}:${word} } } }\n`;
const inWalks = (name: string) =>
  `walk from ${name} to ${name}:80\nwalk ${name} from ${name} to ${name} { given deployment ${name} { replicas 2 } }\nwalk from node ${name} to service ${name}:80 protocol UDP\nwalk ${name} "b" from ${name}/${name} to pod ${name}/${name} { choose endpoint ${name}; expect delivered to ${name}; expect via ${name}, ${name} because X at ${name} probability >= 1/2 }\n`;

describe('a keyword as a name', () => {
  test('there are many keywords, and nine are reserved', () => {
    expect(keywords.length).toBeGreaterThanOrEqual(93);
    expect([...reservedWords].filter((word) => !keywords.includes(word))).toEqual([]);
  });

  test.each(keywords)('%s', (word) => {
    if (!reservedWords.has(word)) {
      expect(syntaxErrors(inVpc(word, word) + inCluster(word, word) + inWalks(word))).toEqual([]);
    }
    const quoted = `"${word}"`;
    expect(syntaxErrors(inVpc(quoted, word) + inCluster(quoted, word))).toEqual([]);
  });
});

/** A block of a place, with a line in it. */
const blocks: Readonly<Record<string, (line: string) => string>> = {
  cluster: (line) => `cluster c { ${line} }`,
  pod: (line) => `cluster c { pod p { ${line} } }`,
  deployment: (line) => `cluster c { deployment p { ${line} } }`,
  statefulset: (line) => `cluster c { statefulset p { ${line} } }`,
  daemonset: (line) => `cluster c { daemonset p { ${line} } }`,
  walk: (line) => `walk from a to b { ${line} }`,
  client: (line) => `internet { client c 10.0.0.1 { ${line} } }`,
  record: (line) => `internet { dns-zone "a.example" { record "@" A 192.0.2.1 { ${line} } } }`,
};

test('a setting may be called like a keyword', () => {
  const clashing = Object.entries(settingsByPlace).flatMap(([place, words]) =>
    words.filter(({ name }) => keywords.includes(name)).map(({ name }) => [place, name] as const),
  );
  expect(clashing.length).toBeGreaterThan(1);
  for (const [place, name] of clashing) {
    const block = blocks[place];
    expect(block && syntaxErrors(`${block(`${name} x`)}\n`), `${name} in ${place}`).toEqual([]);
  }
});
