import { URI } from 'langium';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-types';
import { example } from './examples.ts';
import { netk, shared } from './services.ts';

const text = example('eks-talk.netk');
const document = shared.workspace.LangiumDocumentFactory.fromString(text, URI.parse('memory:/hover.netk'));

beforeAll(async () => {
  shared.workspace.LangiumDocuments.addDocument(document);
  await shared.workspace.DocumentBuilder.build([document]);
});

/** What the hover says at a word, somewhere inside a piece of the text. */
async function hover(piece: string, word = piece): Promise<string> {
  const offset = text.indexOf(piece) + piece.indexOf(word) + 1;
  const position = document.textDocument.positionAt(offset);
  const found = await netk.lsp.HoverProvider?.getHoverContent(document, {
    textDocument: { uri: document.uri.toString() },
    position,
  });
  return (found?.contents as MarkupContent | undefined)?.value ?? '';
}

describe('a hover', () => {
  test('on a keyword shows how its statement is written', async () => {
    expect(await hover('subnet work-1', 'subnet')).toContain('subnet <name> <cidr>… [zone <zone>]');
  });

  test('on a name shows the header, the doc comment and what the plan made of it', async () => {
    expect(await hover('vpc main', 'main')).toContain('The VPC of the talk');
    expect(await hover('subnet work-1', 'work-1')).toContain('256 addresses − 5 reserved = 251 usable');
    expect(await hover('node nA m5.large', 'nA')).toContain('2 of 29 pods');
  });

  test('on a reference shows the element that it means', async () => {
    expect(await hover('route-table rt-work; network-acl open', 'open')).toContain('network-acl open');
    expect(await hover('to app1:80 {\n  choose endpoint pod71', 'app1')).toContain('3 endpoints: ');
  });

  test('on a literal does the arithmetic', async () => {
    expect(await hover('192.168.1.0/24')).toContain('192.168.1.0 – 192.168.1.255, 256 addresses');
    expect(await hover('192.168.1.61 eni', '192.168.1.61')).toContain('pod default/pod61');
    expect(await hover('192.168.1.61 eni', '192.168.1.61')).toContain('number 61 of subnet work-1');
  });

  test('on a word of a registry explains it, with the default of a setting', async () => {
    expect(await hover('endpointPrivateAccess true', 'endpointPrivateAccess')).toContain('Default: `false`');
    expect(await hover('m5.large in work-1', 'm5.large')).toContain('3 × (10 − 1) + 2 = **29**');
    expect(await hover('on eks in main', 'eks')).toContain('Amazon EKS');
    expect(await hover('kube-proxy iptables', 'iptables')).toContain('kube-proxy with iptables');
    expect(await hover('ingress all from self', 'self')).toContain('everything that carries this security group');
  });

  test('on a walk shows its verdict, its routes, and a link to the trace', async () => {
    const value = await hover('walk W22-all', 'W22-all');
    expect(value).toContain('**delivered**, 3 routes');
    expect(value).toContain('1/3: Delivered to pod371');
    const link = /command:netk\.trace\?([^)]*)/.exec(value)?.[1] ?? '';
    expect(JSON.parse(decodeURIComponent(link))).toEqual(['memory:/hover.netk', 'walk.W22-all']);
  });

  test('on a value that a preset supplied says who decided', async () => {
    expect(await hover('service order', 'order')).toMatch(/10\.100\.\d+\.\d+ \(default\) — /);
  });
});
