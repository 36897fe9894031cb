import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-types';
import { codes } from '../src/checks/codes.ts';
import { closeAll, edited, open } from './open.ts';
import { netk } from './services.ts';

afterEach(closeAll);

const everywhere = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };

/** What is wrong with a text, each with its fixes as texts. */
async function fixesOf(text: string, only?: string[]) {
  const opened = await open(text);
  const diagnostics = (opened.document.diagnostics ?? []).filter(({ code }) => code !== codes.unmodelled);
  const params = { ...opened, range: everywhere, context: { diagnostics, ...(only ? { only } : {}) } };
  const actions = ((await netk.lsp.CodeActionProvider?.getCodeActions(opened.document, params)) ?? []) as CodeAction[];
  const apply = ({ edit }: CodeAction) => edited(opened.document, edit?.changes?.[opened.textDocument.uri] ?? []);
  return { diagnostics, actions: actions.map((action) => ({ action, after: apply(action) })) };
}

const keyOf = ({ code, message }: Diagnostic): string => `${code} ${message}`;

/** Applies a fix: nothing that was not wrong before is wrong now. The diagnostics that are left. */
async function fixed(text: string, title: string | RegExp): Promise<readonly string[]> {
  const { diagnostics, actions } = await fixesOf(text);
  const chosen = actions.find(({ action }) =>
    typeof title === 'string' ? action.title === title : title.test(action.title),
  );
  expect(chosen, `${title} of ${actions.map(({ action }) => action.title).join(' | ')}`).toBeDefined();
  const mended = chosen!.action.diagnostics?.[0];
  const left = (await fixesOf(chosen!.after)).diagnostics;
  const before = diagnostics.map(keyOf);
  expect(left.map(keyOf).filter((each) => !before.includes(each))).toEqual([]);
  expect(left.map(keyOf)).not.toContain(mended && keyOf(mended));
  return left.map(({ code }) => String(code));
}

const inVpc = (...lines: readonly string[]) =>
  `vpc main 10.0.0.0/16 on aws {\n${lines.map((each) => `  ${each}\n`).join('')}}\n`;
const inCluster = (...lines: readonly string[]) =>
  `cluster c on eks in main {\n${lines.map((each) => `  ${each}\n`).join('')}}\n`;
const a = 'subnet a 10.0.1.0/24 zone az1';

describe('a quick fix', () => {
  test('moves a subnet that overlaps, or that is outside, to the next free block', async () => {
    expect(await fixed(inVpc(a, 'subnet b 10.0.1.128/25 zone az2'), 'Use 10.0.0.0/25, the next free block')).toEqual(
      [],
    );
    expect(await fixed(inVpc(a, 'subnet b 10.9.0.0/24 zone az2'), 'Use 10.0.0.0/24, the next free block')).toEqual([]);
    const both = (...blocks: readonly string[]) =>
      `vpc main 10.0.0.0/16 2001:db8::/56 on aws {\n${blocks.map((block, at) => `  subnet s${at} 10.0.${at}.0/24 ${block} zone az1\n`).join('')}}\n`;
    expect(await fixed(both('2001:db8::/64', '2001:db8::/64'), 'Use 2001:db8:0:1::/64, the next free block')).toEqual(
      [],
    );
    expect(await fixed(both('2001:db8::/64', '2001:db9::/64'), 'Use 2001:db8:0:1::/64, the next free block')).toEqual(
      [],
    );
    const { actions } = await fixesOf(inVpc('subnet s 10.0.0.0/16 zone az1', 'subnet t 10.9.0.0/24 zone az1'));
    expect(actions).toEqual([]);
  });
  test('moves of two subnets that overlap the one that can move, the later one if both can', async () => {
    const titles = async (text: string) => (await fixesOf(text)).actions.map(({ action }) => action.title);
    const grown = (inA: string, inB: string) =>
      inVpc(`subnet a 10.0.0.0/23 zone az1 { ${inA} }`, `subnet b 10.0.1.0/24 zone az2 { ${inB} }`);
    const later = ['Move subnet b to 10.0.2.0/24, the next free block', 'Use 10.0.2.0/24, the next free block'];
    const earlier = ['Use 10.0.2.0/23, the next free block', 'Move subnet a to 10.0.2.0/23, the next free block'];
    expect(await titles(grown('', ''))).toEqual(later);
    expect(await titles(grown('host one 10.0.0.9', ''))).toEqual(later);
    expect(await titles(grown('', 'host two 10.0.1.9'))).toEqual(earlier);
    expect(await titles(grown('host one 10.0.0.9', 'host two 10.0.1.9'))).toEqual([]);
    for (const title of later) expect(await fixed(grown('host one 10.0.0.9', ''), title)).toEqual(expect.any(Array));
    for (const title of earlier) expect(await fixed(grown('', 'host two 10.0.1.9'), title)).toEqual(expect.any(Array));
    // what is outside of its VPC does not move away from its own addresses either
    expect(await titles(inVpc('subnet b 10.9.0.0/24 zone az2 { host two 10.9.0.9 }'))).toEqual([]);
    const pinned = inCluster('node n m5.large in b { eni 0 10.0.1.10 }', 'pod p 10.0.1.11 on n');
    expect(await titles(grown('', '') + pinned)).toEqual(earlier);
  });
  test('writes the name that looks like the one which nothing has', async () => {
    const pods = inCluster('node n m5.large in a', 'pod client on n', 'pod server on n { port 80 }');
    const text = inVpc(a) + pods;
    const asked = '{ expect delivered }\n';
    expect(await fixed(`${text}walk w from clent to server:80 ${asked}`, 'Change to client')).toEqual([]);
    expect(await fixed(`${text}walk w from client to sevrer:80 ${asked}`, 'Change to server')).toEqual([]);
    expect(
      await fixed(`${text}walk w from c/default/clinet to server:80 ${asked}`, 'Change to c/default/client'),
    ).toEqual([]);
    const { actions } = await fixesOf(`${text}walk w from elsewhere to server:80\n`);
    expect(actions.map(({ action }) => action.title)).toEqual([]);
  });
  test('removes a setting that a later one of its block overrides', async () => {
    const twice = inVpc(a) + inCluster('node n m5.large in a', 'pod p on n { labels app=x; port 80 }');
    const service = (...lines: readonly string[]) => twice.replace(/}\n$/, `  service s { ${lines.join('; ')} }\n}\n`);
    const lines = ['sessionAffinityTimeout 60s', 'sessionAffinityTimeout 90s', 'selector app=x', 'port 80'];
    const { diagnostics, actions } = await fixesOf(service(...lines));
    expect(diagnostics.map(({ code, severity, tags }) => [code, severity, tags])).toEqual([['NK005', 2, [1]]]);
    expect(actions.map(({ action, after }) => [action.title, after])).toEqual([
      ['Remove this sessionAffinityTimeout', service('sessionAffinityTimeout 90s', 'selector app=x', 'port 80')],
    ]);
    expect(await fixed(service('selector app=y', 'selector app=x', 'port 80'), 'Remove this selector')).toEqual([]);
    const regions = inVpc('region us-east-1', 'region eu-west-1', a);
    const [first] = (await fixesOf(regions)).actions;
    expect(first?.after).toBe(inVpc('region eu-west-1', a));
    expect(
      await fixed(inVpc(a) + inCluster('node n m5.large in a { taints a; taints b }'), /./).catch(() => 'none'),
    ).toBe('none');
  });
  test('clears host bits', async () => {
    expect(await fixed(inVpc('subnet a 10.0.1.7/24 zone az1'), 'Write 10.0.1.0/24')).toEqual([]);
  });
  test('takes the nearest machine type with enough interfaces', async () => {
    const enis = inCluster('node n t3.small in a { eni 0 10.0.1.10; eni 3 10.0.1.20 }');
    expect(await fixed(inVpc(a) + enis, 'Use t3.xlarge')).toEqual([]);
  });
  test('takes the nearest machine type that carries the pods, or enables prefixes', async () => {
    const pods = Array.from({ length: 12 }, (_, at) => `pod p${at} on n { port 80 }`);
    const text = inVpc(a) + inCluster('node n t3.small in a', ...pods);
    expect(await fixed(text, 'Use t3.medium')).toEqual([]);
    expect(await fixed(text, 'Enable prefix delegation in cluster c')).toEqual([]);
  });
  test('takes the nearest machine type with branch interfaces', async () => {
    const policy = [
      'cni vpc-cni { ENABLE_POD_ENI true }',
      'securitygrouppolicy p { podSelector app=api; security-groups db }',
      'node n t3.medium in a',
      'pod api on n { labels app=api; port 80 }',
    ];
    expect(
      await fixed(inVpc(a, 'security-group db { ingress all from self }') + inCluster(...policy), /^Use m6i\./),
    ).toEqual([]);
  });
  test('enables prefix delegation where replicas find no node, in each form of the cni line', async () => {
    const nodes = ['node n m5.large in a', 'deployment web replicas 40 { port 80 }'];
    for (const cni of [
      [],
      ['cni vpc-cni'],
      ['cni vpc-cni { WARM_PREFIX_TARGET 2 }'],
      ['cni vpc-cni {\n    WARM_PREFIX_TARGET 2\n  }'],
      ['cni vpc-cni { ENABLE_PREFIX_DELEGATION false }'],
    ])
      expect(await fixed(inVpc(a) + inCluster(...cni, ...nodes), 'Enable prefix delegation in cluster c')).toEqual([]);
  });
  test('renames the second of two elements', async () => {
    const text = inVpc(a, 'subnet a 10.0.2.0/24 zone az1');
    expect(await fixed(text, 'Change to a-2')).toEqual([]);
  });
  test('makes the route that a subnet with a NAT gateway or a public address needs', async () => {
    const nat = `${a} { nat-gateway nat 10.0.1.10 eip 203.0.113.9 }`;
    expect(await fixed(inVpc('internet-gateway igw', nat), 'Add route 0.0.0.0/0 -> igw to subnet a')).toEqual([]);
    const table = ['route-table r', `${a} { route-table r; nat-gateway nat 10.0.1.10 eip 203.0.113.9 }`];
    expect(await fixed(inVpc('internet-gateway igw', ...table), 'Add route 0.0.0.0/0 -> igw to route-table r')).toEqual(
      [],
    );
  });
  test('makes the route back of a joined VPC, in every table of it', async () => {
    const text = (...lines: readonly string[]) =>
      `${inVpc(`${a} { route 10.1.0.0/16 -> pcx }`)}vpc other 10.1.0.0/16 on aws {\n${lines.map((each) => `  ${each}\n`).join('')}}\nvpc-peering-connection pcx from main to other\n`;
    const b = 'subnet b 10.1.1.0/24 zone az1';
    expect(await fixed(text(b), 'Add route 10.0.0.0/16 -> pcx to subnet b')).toEqual([]);
    const tables = ['route-table r', `${b} { route-table r }`, 'subnet c 10.1.2.0/24 zone az2'];
    expect(await fixed(text(...tables), 'Add route 10.0.0.0/16 -> pcx to 2 route tables of vpc other')).toEqual([]);
  });
  test('writes a prefix that EC2 delegates: the whole block, the next free one, or the parts of a larger one', async () => {
    const node = (type: string, prefix: string) =>
      inVpc(a) +
      inCluster('cni vpc-cni { ENABLE_PREFIX_DELEGATION true }', `node n ${type} in a { eni 0 { prefix ${prefix} } }`);
    expect(await fixed(node('m5.large', '10.0.1.21/28'), 'Write 10.0.1.16/28')).toEqual([]);
    for (const wrong of ['10.0.1.0/28', '10.0.9.16/28', '10.0.1.16/29', '10.0.1.16/28, 10.0.1.16/28'])
      expect(await fixed(node('m5.large', wrong), /^Use 10\.0\.1\.\d+\/28, the next free prefix$/), wrong).toEqual([]);
    expect(await fixed(node('m5.large', '10.0.1.64/26'), 'Write 4 prefixes of /28')).toEqual([]);
    const { actions } = await fixesOf(node('m5.large', '10.0.1.64/26, 10.0.1.16/28'));
    expect(actions[0]?.after).toBe(
      node('m5.large', '10.0.1.64/28, 10.0.1.80/28, 10.0.1.96/28, 10.0.1.112/28, 10.0.1.16/28'),
    );
    expect(await fixed(node('m4.large', '10.0.1.16/28'), /^Use m6i\./)).toEqual([]);
    const single = inVpc(a) + inCluster('node n m5.large in a { eni 0 { prefix 10.0.1.16/28 } }');
    expect(await fixed(single, 'Enable prefix delegation in cluster c')).toEqual([]);
  });
  test('sets the FORWARD policy to accept where it was written: at the node, its group or the cluster', async () => {
    for (const lines of [
      ['node n m5.large in a { forwardPolicy drop }'],
      ['nodegroup g m5.large in a { forwardPolicy drop }'],
      ['forwardPolicy drop', 'node n m5.large in a'],
    ]) {
      const text = inVpc(a) + inCluster(...lines);
      expect((await fixesOf(text)).diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['NK060', 2]]);
      expect(await fixed(text, 'Set forwardPolicy accept')).toEqual([]);
    }
    const overridden = inCluster('forwardPolicy drop', 'node n m5.large in a { forwardPolicy accept }');
    expect((await fixesOf(inVpc(a) + overridden)).diagnostics).toEqual([]);
  });
  test('adds the line of a security group for which a walk dies', async () => {
    const hosts = [
      'host x 10.0.1.10 in a { security-groups open }',
      'host y 10.0.1.20 in a { port 443; security-groups db }',
    ];
    const groups = ['security-group open { ingress all }', 'security-group db { ingress tcp/22 }'];
    const text = `${inVpc(a, ...groups, ...hosts)}walk w from x to y:443 { expect delivered }\n`;
    expect(await fixed(text, 'Add ingress tcp/443 from open to security-group db')).toEqual([]);
  });
  test('adds it on the way out too', async () => {
    const lines = [
      a,
      'security-group db { ingress tcp/443 from 10.0.0.0/16 }',
      'security-group shut { egress tcp/22 }',
      'host x 10.0.1.10 in a { security-groups shut }',
      'host y 10.0.1.20 in a { port 443; security-groups db }',
    ];
    const text = `${inVpc(...lines)}walk w from x to y:443 { expect delivered }\n`;
    expect(await fixed(text, 'Add egress tcp/443 to db to security-group shut')).toEqual([]);
  });
  test('adds the route for which a walk dies', async () => {
    const lines = [
      'internet-gateway igw',
      'subnet pub 10.0.0.0/24 zone az1 { route 0.0.0.0/0 -> igw; nat-gateway nat 10.0.0.10 eip 203.0.113.9 }',
      a,
      'security-group open { ingress all }',
      'host x 10.0.1.10 in a { security-groups open }',
    ];
    const world = 'internet { host server 93.184.216.34 { port 443 } }\n';
    const text = `${inVpc(...lines)}${world}walk w from x to server:443 { expect delivered }\n`;
    expect(await fixed(text, 'Add route 0.0.0.0/0 -> nat to subnet a')).toEqual([]);
  });
});

describe('fix all', () => {
  test('clears the host bits of a whole file and changes nothing else', async () => {
    const text = inVpc(
      'subnet a 10.0.1.7/24 zone az1',
      'subnet b 10.0.2.7/24 zone az1',
      'subnet c 10.0.2.0/24 zone az1',
    );
    const { actions } = await fixesOf(text, [CodeActionKind.SourceFixAll]);
    expect(actions.map(({ action }) => [action.title, action.kind])).toEqual([
      ['Fix all: write 2 blocks without host bits', CodeActionKind.SourceFixAll],
    ]);
    expect(actions[0]?.after).toBe(text.replaceAll('.7/24', '.0/24'));
  });
  test('is not there without something safe to do', async () => {
    const { actions } = await fixesOf(inVpc(a, 'subnet b 10.0.1.128/25 zone az2'), [CodeActionKind.SourceFixAll]);
    expect(actions).toEqual([]);
  });
});

describe('every fix of the failing examples of the diagnostics', () => {
  const folder = path.resolve(import.meta.dirname, '../../../docs/diagnostics');
  const examples = readdirSync(folder).flatMap((name) => {
    const failing = /```netk\n([\s\S]*?)```/.exec(readFileSync(path.join(folder, name), 'utf8'))?.[1];
    return failing === undefined ? [] : [[path.basename(name, '.md'), failing] as const];
  });
  test.each(examples)('%s: takes its finding away and brings no other', async (_code, text) => {
    const { actions } = await fixesOf(text, [CodeActionKind.QuickFix]);
    for (const { action } of actions) await fixed(text, action.title);
  });
  test('are at least ten', async () => {
    let count = 0;
    for (const [, text] of examples)
      count += (await fixesOf(text, [CodeActionKind.QuickFix])).actions.length > 0 ? 1 : 0;
    expect(count).toBeGreaterThanOrEqual(10);
  });
});
