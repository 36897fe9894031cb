import { mostCharacters } from '../../language/src/syntax/limits.ts';

/** A file that is made to cost as much as a file can. */
export interface HostileInput {
  readonly name: string;
  /** What is asked; without it `netk check`. */
  readonly command?: 'walk';
  /** How that has to end. */
  readonly code: 0 | 1;
  /** What it has to say, in one line or in several of its diagnostics; undefined: nothing. */
  readonly told: RegExp | undefined;
  text(): string;
}

const head = 'vpc v 10.0.0.0/16 on aws { subnet a 10.0.0.0/17 zone az1 }\n';
const cluster = (lines: string): string => `${head}cluster c on eks in v {\n  node n m5.large in a\n${lines}}\n`;
const walks = (lines: string): string => `${cluster('  pod p on n\n  pod q on n { port 80 }\n')}${lines}`;

/** As many of a line as a file may have, less what is around them. */
function full(line: (at: number) => string, most = mostCharacters - 1000): string {
  const lines: string[] = [];
  for (let length = 0, at = 0; ; at += 1) {
    const next = line(at);
    length += next.length;
    if (length > most) return lines.join('');
    lines.push(next);
  }
}

/** Every way that is known to make netk need memory. */
export const hostileInputs: readonly HostileInput[] = [
  {
    name: '2 MB of pods',
    code: 1,
    told: /NK0/,
    text: () => cluster(full((at) => `  pod p${at} on n { port ${at % 60_000} }\n`)),
  },
  {
    name: '2 MB of statements of one character',
    code: 1,
    told: /more than 1,000,000 words, signs and line ends/,
    text: () => `vpc v {\n${full(() => 'a\n')}}\n`,
  },
  { name: '2 MB of comments', code: 0, told: undefined, text: () => full(() => '// x\n') + head },
  { name: '2 MB of the shortest comments', code: 0, told: undefined, text: () => full(() => '//\n') + head },
  {
    name: '2 MB of one block',
    code: 0,
    told: /NK006/,
    text: () => `vpc v 10.0.0.0/16 { a { ${full((at) => `k${at} v;`)} } }\n`,
  },
  {
    name: '2 MB of one statement',
    code: 1,
    told: /1,000,000 words, signs and line ends/,
    text: () => `vpc v 10.0.0.0/16 { a ${full(() => 'b,')}c }\n`,
  },
  {
    name: 'blocks in blocks',
    code: 1,
    told: /nested more than 64 deep/,
    text: () =>
      `vpc v {\n${full(() => 'a{', mostCharacters / 2 - 1000)}${full(() => '}\n', mostCharacters / 2 - 1000)}}`,
  },
  {
    name: '2 MB of syntax errors',
    code: 1,
    told: /more syntax errors in this file/,
    text: () => full(() => 'vpc = {\n'),
  },
  {
    name: '2 MB of characters that mean nothing',
    code: 1,
    told: /more syntax errors in this file/,
    text: () => full(() => '€ '),
  },
  {
    name: '2 MB of unknown names',
    code: 1,
    told: /more diagnostics in this file/,
    text: () => cluster(full((at) => `  pod p${at} on x${at}\n`)),
  },
  {
    name: '2 MB of one block of addresses',
    code: 1,
    told: /NK0/,
    text: () => `vpc v 10.0.0.0/16 on aws {\n${full((at) => `  subnet s${at} 10.0.0.0/24\n`)}}\n`,
  },
  {
    name: '10 MB of one name',
    code: 1,
    told: /NK005.*\n(.*\n)*.*netk reads 2,097,152/,
    text: () => cluster(full(() => '  pod p\n', 10 * 2 ** 20)),
  },
  {
    name: 'billions of replicas and nodes',
    code: 1,
    told: /NK121/,
    text: () =>
      cluster(
        full(
          (at) => `  deployment d${at} replicas ${4e9 + at}\n  nodegroup g${at} m5.large nodes ${4e9 + at} in a\n`,
          1e4,
        ),
      ),
  },
  {
    name: '20,000 endpoints, and walks of all the branches that are walked',
    code: 1,
    told: /NK120/,
    text: () =>
      `${cluster(`  nodegroup g m5.24xlarge nodes 200 in a
  deployment d replicas 20000 { port 80 }
  service d { port 80 }
`)}${full((at) => `walk w${at} from d-${at + 1} to d:80 { expect delivered }\n`, 150)}walk x from d-1 to d:81 { expect delivered }\n`,
  },
  {
    name: '2 MB of walks',
    code: 1,
    told: /NK/,
    text: () => walks(full((at) => `walk w${at} from p to q:81 { expect delivered }\n`)),
  },
  {
    name: 'the answers of 2 MB of walks',
    command: 'walk',
    code: 0,
    told: /not-delivered \(.*client: refused/,
    text: () => walks(full((at) => `walk w${at} from p to q:81 { expect delivered }\n`)),
  },
  {
    name: '2 MB of expectations',
    code: 1,
    told: /NK120/,
    text: () => walks(`walk w from p to q:81 {\n${full(() => '  expect delivered\n')}}\n`),
  },
  {
    name: '2 MB of imports',
    code: 1,
    told: /more than 1,000 imports/,
    text: () => full((at) => `import "${at}.netk"\n`),
  },
];
