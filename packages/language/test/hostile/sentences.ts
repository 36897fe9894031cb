import { causeCodes } from '@netk/engine';
import fc from 'fast-check';
import { AstUtils, GrammarAST, GrammarUtils } from 'langium';
import { registryOf } from '../../src/words/registries.ts';
import { settingsByPlace } from '../../src/words/settings.ts';
import { netk } from '../services.ts';

/** Few names, so that references often mean something; the first ones are those of {@link clusterWith}. */
const names = ['p', 'q', 'n', 'a', 'k', 'good', 'open', 's', 'igw', 'x-1', 'default'];

/** What references of a kind mean in {@link clusterWith}; other names are tried too. */
const meant: Readonly<Record<string, readonly string[]>> = {
  Vpc: ['good'],
  Subnet: ['a'],
  SecurityGroup: ['open'],
  RouteTarget: ['igw', 'nat', 'blackhole', 'local'],
  Machine: ['n', 'workers', 'workers-1'],
  ServiceTarget: ['s'],
  Element: ['p', 'q', 'q', 'n', 's', 's', 'server'],
};

/** A cluster whose names the sentences use, with some of them in its blocks. */
const clusterWith = (vpc: string, node: string, pod: string, cluster: string): string => `vpc good 10.0.0.0/16 on aws {
internet-gateway igw
subnet public 10.0.9.0/24 zone az1 {
route 0.0.0.0/0 -> igw
nat-gateway nat
}
subnet a 10.0.0.0/24 zone az1 { route 0.0.0.0/0 -> nat }
security-group open { ingress all from open; egress all to 0.0.0.0/0 }
${vpc}
}
cluster k on eks in good {
node n m5.large 10.0.0.10 in a {
security-groups open
${node}
}
nodegroup workers m5.large nodes 2 in a { security-groups open }
pod p on n {
labels app=s
port http 80
${pod}
}
pod q on workers
service s NodePort { port 80 -> http nodePort 30080 }
${cluster}
}
internet { host server 93.184.216.34 { port 443 } }
`;

/** Texts of each terminal of the grammar. */
const terminals: Readonly<Record<string, readonly string[]>> = {
  STRING: ['"s"', '"a b"', '"http://s/"', '"a.com"', '"<b>"', '"\\"{"', '"//"'],
  MAC: ['02:00:00:00:00:01'],
  IPV6CIDR: ['fd00::/56', '2001:DB8:0:0::/64', '::/0'],
  IPV6: ['fd00::1', '::1', '2001:DB8::0:5'],
  IPRANGE: ['10.0.0.1-10.0.0.9'],
  IPV4CIDR: [
    '10.0.0.0/16',
    '10.0.1.0/24',
    '10.0.0.128/25',
    '0.0.0.0/0',
    '192.168.0.0/16',
    '10.0.0.0/33',
    '999.0.0.0/8',
  ],
  IPV4: ['10.0.0.10', '10.0.0.11', '10.0.0.12', '10.0.1.4', '8.8.8.8', '10.0.0.256'],
  PORTRANGE: ['1-1024', '80-90', '9-1'],
  DURATION: ['30s', '1.5h'],
  DECIMAL: ['1.33', '0.5'],
  INT: ['0', '1', '2', '3', '80', '443', '70000'],
  PLAIN: names,
  WORD: names,
  ID: names,
};

const keywords = new Set(
  AstUtils.streamAllContents(netk.Grammar)
    .filter(GrammarAST.isKeyword)
    .map(({ value }) => value),
);

/** Texts of properties that mean a word of a registry. */
const words: Readonly<Record<string, readonly string[]>> = {
  cloud: ['aws', 'aws', 'azure'],
  platform: ['eks', 'eks', 'gke'],
  machine: ['m5.large', 't3.medium', 'm99.huge'],
  code: causeCodes,
  key: Object.values(settingsByPlace)
    .flatMap((list) => list.map(({ name }) => name))
    .filter((name) => !keywords.has(name)),
};

const cache = new Map<string, fc.Arbitrary<string>>();

/** A memo of arbitraries: the grammar refers to the same rules from many places. */
function kept(key: string, make: () => fc.Arbitrary<string>): fc.Arbitrary<string> {
  const known = cache.get(key);
  if (known) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** Words of a registry that a property takes, where the grammar says only that it is some word. */
function propertyWords(type: string, property: string): readonly string[] | undefined {
  const registry = registryOf(type, property);
  const known = registry ? registry.words.map(({ name }) => name) : words[property];
  return known?.filter((word) => /^\w[\w.-]*$/.test(word));
}

function ofRule(rule: GrammarAST.AbstractRule, depth: number): fc.Arbitrary<string> {
  if (GrammarAST.isTerminalRule(rule)) {
    if (rule.name === 'EOL') return fc.constant('\n');
    return fc.constantFrom(...(terminals[rule.name] ?? []));
  }
  if (!GrammarAST.isParserRule(rule)) throw new Error(`no sentences of ${rule.name}`);
  const deeper = GrammarUtils.isDataTypeRule(rule) ? depth : depth - 1;
  return kept(`${rule.name} ${deeper}`, () => ofElement(rule.definition, deeper, rule.name));
}

function once(element: GrammarAST.AbstractElement, depth: number, type: string): fc.Arbitrary<string> {
  if (GrammarAST.isKeyword(element)) return fc.constant(element.value);
  if (GrammarAST.isAction(element)) return fc.constant('');
  if (GrammarAST.isAssignment(element)) {
    const known = propertyWords(type, element.feature);
    const rule = GrammarAST.isRuleCall(element.terminal) ? element.terminal.rule.ref?.name : undefined;
    if (known && (rule === 'PLAIN' || rule === 'WORD' || rule === 'ID')) return fc.constantFrom(...known);
    return ofElement(element.terminal, depth, type);
  }
  if (GrammarAST.isCrossReference(element)) {
    const any = ofElement(element.terminal!, depth, type);
    const likely = meant[element.type.ref?.name ?? ''];
    return likely ? fc.oneof({ arbitrary: fc.constantFrom(...likely), weight: 4 }, { arbitrary: any, weight: 1 }) : any;
  }
  if (GrammarAST.isRuleCall(element)) return ofRule(element.rule.ref!, depth);
  if (GrammarAST.isAlternatives(element)) {
    return fc.oneof(...element.elements.map((each) => ofElement(each, depth, type)));
  }
  if (GrammarAST.isGroup(element)) {
    return fc.tuple(...element.elements.map((each) => ofElement(each, depth, type))).map(joined);
  }
  throw new Error(`no sentences of ${element.$type}`);
}

/** Sentences of an element of the grammar. Without depth left, everything optional is left out. */
function ofElement(element: GrammarAST.AbstractElement, depth: number, type: string): fc.Arbitrary<string> {
  const { cardinality } = element as { readonly cardinality?: '?' | '*' | '+' };
  const least = cardinality === '+' ? 1 : 0;
  if (depth <= 0 && (cardinality === '?' || cardinality === '*')) return fc.constant('');
  const one = once(element, depth, type);
  if (cardinality === undefined) return one;
  if (cardinality === '?') return fc.oneof(fc.constant(''), one);
  return fc.array(one, { minLength: least, maxLength: depth > 0 ? 5 : 1 }).map(joined);
}

function rule(name: string): GrammarAST.AbstractRule {
  const found = netk.Grammar.rules.find((each) => each.name === name);
  if (!found) throw new Error(`the grammar has no rule ${name}`);
  return found;
}

/** Random sentences of a rule of the language's grammar, of bounded depth. */
export const sentencesOf = (name: string, depth: number): fc.Arbitrary<string> =>
  ofRule(rule(name), depth).map((text) => text.replace(/ ?\n ?/g, '\n'));

/** Random files. */
export const files: fc.Arbitrary<string> = sentencesOf('NetkFile', 5);

const some = (name: string, most: number): fc.Arbitrary<string> =>
  fc.array(sentencesOf(name, 3), { maxLength: most }).map((list) => list.join('\n'));

/** A question about the cluster that may have an answer, with random choices, overlays and expectations. */
const question: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('p', 'q', 'node n', 'server'),
    fc.constantFrom('s:80', 'p:80', 'q', 'server:443', 'n:30080', '8.8.8.8:53 protocol udp', '10.0.0.10 protocol icmp'),
    fc.oneof(fc.constant(''), some('Choose', 1), some('Given', 2), some('Expect', 2)),
  )
  .map(([from, to, block]) => `walk from ${from} to ${to} {\n${block}\n}`);

/** Random things in a cluster that works, and random questions about it. */
export const clusters: fc.Arbitrary<string> = fc
  .tuple(
    fc.tuple(some('VpcItem', 3), some('Setting', 1), some('PodItem', 1), some('ClusterItem', 4)),
    fc.array(question, { maxLength: 5 }).map((list) => list.join('\n')),
    some('Walk', 2),
    some('Expect', 2),
  )
  .map(([holes, ...questions]) => `${clusterWith(...holes)}${questions.join('\n')}\n`);
