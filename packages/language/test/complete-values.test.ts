import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import { closeAll, edited, open } from './open.ts';
import { netk } from './services.ts';

afterEach(closeAll);

const base = `vpc prod 10.0.0.0/16 on aws {
  security-group sg { ingress all from self }
  subnet a 10.0.16.0/20 zone us-east-1a {
    host db 10.0.16.4
  }
  subnet b 10.0.32.0/24 zone us-east-1b
  subnet c 10.0.48.0/20 zone us-east-1b
}
cluster shop on eks in prod {
  node n1 m5.large 10.0.16.5 in a { labels disk=ssd }
  deployment web replicas 2 { labels app=web tier=front; port http 8080; port 9090 }
  deployment api replicas 1 { labels app=api; port grpc 7070 }
  service web { selector app=web; port 80 -> http; port 81 -> 9090 }
}
`;
/** The text with a line in a block, whose caret is at `|`. */
const inside = (header: string, line: string): string => base.replace(header, (found) => `${found}\n${line}\n`);

async function items(
  marked: string,
): Promise<{ document: Awaited<ReturnType<typeof open>>['document']; items: CompletionItem[] }> {
  const opened = await open(marked);
  const list = await netk.lsp.CompletionProvider?.getCompletion(opened.document, opened);
  return { document: opened.document, items: list?.items ?? [] };
}
/** The literals that are proposed at the caret, first those that stand first in the list. */
const values = async (marked: string): Promise<string[]> =>
  (await items(marked)).items
    .filter(({ kind }) => kind === CompletionItemKind.Value)
    .sort((a, b) => (a.sortText ?? '').localeCompare(b.sortText ?? ''))
    .map(({ label }) => label);

const vpc = 'vpc prod 10.0.0.0/16 on aws {';
const cluster = 'cluster shop on eks in prod {';

describe('completion proposes literals that are real', () => {
  test('free blocks of the VPC for a subnet, first of the size that its subnets have', async () => {
    expect(await values(inside(vpc, '  subnet d |'))).toEqual([
      '10.0.0.0/20',
      '10.0.64.0/20',
      '10.0.33.0/24',
      '10.0.34.0/28',
    ]);
    expect(await values(inside(vpc, '  subnet d 10.0.6|'))).toEqual(['10.0.64.0/20']);
  });

  test('a block for a VPC that overlaps none of the file', async () => {
    expect(await values(`${base}vpc other |\n`)).toEqual(['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16']);
  });

  test('free addresses of the subnet around a host, without the reserved ones', async () => {
    const found = await values(
      inside('subnet c 10.0.48.0/20 zone us-east-1b', '').replace(
        'subnet c 10.0.48.0/20 zone us-east-1b',
        'subnet c 10.0.48.0/20 zone us-east-1b { host x | }',
      ),
    );
    expect(found).toEqual(['10.0.48.4', '10.0.48.5', '10.0.48.6', '10.0.48.7', '10.0.48.8']);
  });

  test('free addresses of the subnet that a node names behind the caret; of each subnet where it names none', async () => {
    expect(await values(inside(cluster, '  node n2 m5.large | in b'))).toEqual([
      '10.0.32.4',
      '10.0.32.5',
      '10.0.32.6',
      '10.0.32.7',
      '10.0.32.8',
    ]);
    const each = await values(inside(cluster, '  node n2 m5.large |'));
    expect(each).toHaveLength(3);
    expect(each).not.toContain('10.0.16.4');
    expect(each).not.toContain('10.0.16.5');
  });

  test('addresses of the subnet of its node for a pod and for an interface, none that anything has', async () => {
    const pod = await values(inside(cluster, '  pod p | on n1'));
    expect(pod).toHaveLength(5);
    expect(pod.every((text) => text.startsWith('10.0.16.'))).toBe(true);
    for (const taken of ['10.0.16.4', '10.0.16.5']) expect(pod).not.toContain(taken);
    const eni = await values(base.replace('{ labels disk=ssd }', '{ eni 1 | in c }'));
    expect(eni[0]).toBe('10.0.48.4');
  });

  test('zones of the file, then the others of the region', async () => {
    expect(await values(inside(vpc, '  subnet d 10.0.64.0/20 zone |'))).toEqual([
      'us-east-1a',
      'us-east-1b',
      'us-east-1c',
    ]);
  });

  test('ports on which the selected pods listen, and no others', async () => {
    expect(await values(inside(cluster, '  service x { selector app=web; port 80 -> | }'))).toEqual([
      'http',
      '8080',
      '9090',
    ]);
    expect(await values(inside(cluster, '  service api { port 80 -> | }'))).toEqual(['grpc', '7070']);
  });

  test('the ports of what a walk asks for', async () => {
    expect(await values(`${base}walk from n1 to web:|\n`)).toEqual(['80', '81']);
  });

  test('labels that are in use', async () => {
    const pods = ['app=web', 'tier=front', 'app=api'];
    expect(await values(inside(cluster, '  service x { selector | }'))).toEqual(expect.arrayContaining(pods));
    expect(await values(inside(cluster, '  service x { selector app=web, t| }'))).toEqual(['tier=front']);
    expect(await values(inside(cluster, '  networkpolicy q { podSelector app=a| }'))).toEqual(['app=api']);
    expect(await values(base.replace('{ labels app=api;', '{ nodeSelector | ;'))).toContain('disk=ssd');
  });

  test('blocks for the peers of a security group and the destinations of routes', async () => {
    expect(await values(base.replace('from self', 'from |'))).toEqual([
      '0.0.0.0/0',
      '10.0.0.0/16',
      '10.0.16.0/20',
      '10.0.32.0/24',
      '10.0.48.0/20',
    ]);
    expect(await values(`${inside(vpc, '  route-table rt { route | }')}vpc far 10.9.0.0/16 on aws\n`)).toEqual([
      '0.0.0.0/0',
      '10.9.0.0/16',
    ]);
  });

  test('and what is chosen takes the place of the word that is typed', async () => {
    const { document, items: found } = await items(inside(cluster, '  service x { selector app=web, ti|; port 1 }'));
    const edit = found.find(({ label }) => label === 'tier=front')?.textEdit;
    expect(edit && 'range' in edit && edited(document, [edit])).toContain('selector app=web, tier=front; port 1');
  });

  test.each([
    ['a name is due', '  node |'],
    ['a comment is written', '  // subnet d |'],
    ['a string is written', '  host "x |"'],
  ])('nothing where %s', async (_, line) => {
    expect(await values(inside(cluster, line))).toEqual([]);
  });
});

test('a very long line does not take long', async () => {
  const start = performance.now();
  expect(await values(inside(cluster, `  service x { selector ${','.repeat(900)} a b |; }`))).toEqual([]);
  expect(await values(inside(cluster, `  service x { selector ${'a=b, '.repeat(5000)} |; }`))).toEqual([]);
  expect(performance.now() - start).toBeLessThan(20_000);
});

const labelsAt = async (marked: string): Promise<string[]> => (await items(marked)).items.map(({ label }) => label);

describe('completion proposes nouns of the cloud', () => {
  test.each([
    ['aws', ['security-group', 'internet-gateway', 'nat-gateway', 'network-acl'], ['cloud-nat', 'firewall-rule']],
    [
      'gcp',
      ['cloud-nat', 'firewall-rule', 'subnet'],
      ['security-group', 'internet-gateway', 'nat-gateway', 'network-acl'],
    ],
  ])('on %s', async (cloud, there, not) => {
    const labels = await labelsAt(`vpc v 10.0.0.0/16 on ${cloud} {\n  |\n}\n`);
    expect(labels).toEqual(expect.arrayContaining(there));
    expect(labels.filter((label) => not.includes(label))).toEqual([]);
  });

  test('all where no cloud is named', async () => {
    expect(await labelsAt('vpc v 10.0.0.0/16 {\n  |\n}\n')).toEqual(
      expect.arrayContaining(['security-group', 'firewall-rule']),
    );
  });

  test('in a cluster by its platform, or else by its VPC', async () => {
    const gke = await labelsAt('vpc v 10.0.0.0/16 on gcp { }\ncluster c on gke in v {\n  |\n}\n');
    expect(gke).toContain('node');
    expect(gke).not.toContain('eniconfig');
    expect(await labelsAt('vpc v 10.0.0.0/16 on gcp { }\ncluster c in v {\n  |\n}\n')).not.toContain('eniconfig');
    expect(await labelsAt(`${base.replace(cluster, `${cluster}\n  |\n`)}`)).toContain('eniconfig');
    expect(await labelsAt('cluster c on gke {\n  node n m5.|\n}\n')).not.toContain('m5.large');
  });
});

test("the editor's own list of words is off for this language", () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(manifest.contributes.configurationDefaults['[netk]']['editor.wordBasedSuggestions']).toBe('off');
});
