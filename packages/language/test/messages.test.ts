import { describe, expect, test } from 'vitest';
import { explain } from '../src/checks/explain.ts';
import { topologyOf } from '../src/project.ts';
import { statementWords } from '../src/words/statements.ts';
import { parse } from './services.ts';

const vpc = (line: string): string => `vpc v 10.0.0.0/16 on aws {\n  ${line}\n}\n`;
const cluster = (line: string): string => `cluster c on eks {\n  ${line}\n}\n`;

/** The first error of a text, with the tokens' names translated. */
function firstMessage(text: string): string {
  const { lexerErrors, parserErrors } = parse(text);
  const [lexer] = lexerErrors;
  const [parser] = parserErrors;
  return lexer?.message ?? (parser ? explain(text, parser) : '');
}

describe('a typical mistake is explained', () => {
  test.each([
    [
      'a missing name',
      vpc('subnet 10.0.0.0/24 zone a'),
      "'10.0.0.0/24' does not fit here. Write: subnet <name> <cidr>… [zone <zone>] { … }",
    ],
    [
      'a missing block of addresses',
      vpc('subnet s zone a'),
      "'zone' does not fit here. Write: subnet <name> <cidr>… [zone <zone>] { … }",
    ],
    ['a block of three numbers', vpc('subnet s 10.0.0/24 zone a'), "'10.0.0' does not fit here. Write: subnet"],
    ['a typo in a noun', vpc('subnett s 10.0.0.0/24 { zone a'), "missing '}'"],
    [
      'a subnet in a cluster',
      cluster('subnet s 10.0.0.0/24 zone a'),
      "'subnet' cannot stand here; it belongs in a vpc",
    ],
    ['a node in a vpc', vpc('node n m5.large in s'), "'node' cannot stand here; it belongs in a cluster"],
    ['a colon', cluster('kubernetes: 1.33'), "no ':' between a setting and its value. Write: kubernetes 1.33"],
    [
      'an equals sign',
      cluster('serviceCIDR = 10.100.0.0/16'),
      "no '=' between a setting and its value. Write: serviceCIDR 10.100.0.0/16",
    ],
    [
      'in without a subnet',
      cluster('node n m5.large in'),
      'the statement is incomplete. Write: node <name> [machine] [address…] [in <subnet>] [zone <zone>] { … }',
    ],
    ['a wrong order', cluster('node n in s m5.large'), "'m5.large' does not fit here. Write: node"],
    [
      'a missing arrow',
      vpc('route-table r { route 0.0.0.0/0 igw }'),
      "'igw' does not fit here. Write: route <cidr | prefix-list> -> <target>",
    ],
    ['a missing brace', 'cluster c on eks\n  node n m5.large in s\n', "Is a '{' missing at the end of line 1?"],
    [
      'a reserved word as a name',
      vpc('subnet in 10.0.0.0/24 zone a'),
      '\'in\' is a reserved word; as a name write "in".',
    ],
    ['a quoted zone', vpc('subnet s 10.0.0.0/24 zone "a"'), '\'"a"\' does not fit here. Write: subnet'],
    ['pasted YAML', cluster('service web {\n  ports:\n    port: 80\n}'), "no ':' between a setting and its value."],
    [
      'a walk without to',
      'walk from a\n',
      'the statement is incomplete. Write: walk [name] ["title"] from <who> to <whom>',
    ],
    ['a rule of a policy', cluster('networkpolicy p { ingress tcp/80 from }'), 'Write: ingress [ports, …] [from <cidr'],
  ])('%s', (_, text, message) => {
    expect(firstMessage(text)).toContain(message);
  });
});

test('every statement of the grammar has a usage line that begins with its word', () => {
  for (const { word, usage } of statementWords) expect(usage.startsWith(word)).toBe(true);
});

test('a file with very many syntax errors reports a hundred and the number of the others', async () => {
  const { diagnostics } = await topologyOf('subnet x\n'.repeat(250), 'memory:/a.netk');
  expect(diagnostics).toHaveLength(101);
  expect(diagnostics.at(-1)?.message).toBe('and 150 more syntax errors in this file');
});
