import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createModel, renderTrace, sceneOf } from '@netk/engine';
import { URI } from 'langium';
import { describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-types';
import { topologyOf } from '../src/index.ts';
import { example } from './examples.ts';
import { netk, shared } from './services.ts';

const ofAmazon = /\b(aws|amazon|eks|eni\w*|sg-[\w-]*|security[- ]groups?|elb|ec2|nlb|alb|vpc-cni)\b/i;

/** Names of Elastic Load Balancing for what has other ones here. */
const ofElastic = /\b(target groups?|listener rules?)\b/i;

const walks = path.resolve(import.meta.dirname, 'walks');
const pages = path.resolve(import.meta.dirname, '../../../docs/diagnostics');

/** Much that is wrong in Google Cloud, for what findings say of it. */
const mistakes = `vpc main on gcp {
  cloud-nat out 203.0.113.50 { region r1; min-ports-per-vm 32768 }
  subnet a 10.128.0.0/24 { region r1; secondary-range pods 10.8.0.0/24; secondary-range services 10.12.0.0/28 }
  subnet b 10.128.0.128/25 { region r1 }
  subnet tiny 10.129.0.0/30 { region r1 }
  subnet huge 10.0.0.0/7 { region r2 }
  host first 10.128.0.1 in a
  host last 10.128.0.254 in a
  host second 10.128.0.2 in a
  host again 10.128.0.2 in a
  host outside 10.200.0.9 in a
  route 10.128.0.0/25 -> first { priority 70000 }
  route 10.128.0.0/24 -> second
}
cluster demo on gke in main {
  kubernetes 1.99.0
  clusterCIDR pods
  serviceCIDR services
  max-pods 300
  kube-proxy ipvs
  node n1 in a { podCIDR 10.8.0.0/30; pod p { labels app=web; port 80 }; pod q { labels app=web; port 80 } }
  node n2 in a { external-ip 10.0.0.1 }
  service web LoadBalancer on passthrough { selector app=web; port 80 -> 81 }
  service lost { selector app=none; port 80 }
  ingress old on gce { backend instance-group; default-backend lost:80 }
  networkpolicy np { podSelector app=web; egress tcp/80 to 10.8.0.0/24 }
}
internet { client laptop 198.51.100.7; host server 93.184.216.34 { port 443 } }
walk out from p to server:443 { expect delivered }
`;

/** Files with networks of Google Cloud and of nobody else. */
const files: readonly (readonly [name: string, text: string])[] = [
  ['examples/gke.netk', example('gke.netk')] as const,
  ['a file with mistakes', mistakes] as const,
  ...readdirSync(walks)
    .filter((name) => name.endsWith('.netk'))
    .map((name) => [`walks/${name}`, readFileSync(path.join(walks, name), 'utf8')] as const),
  // what findings say, and what they propose
  ...readdirSync(pages).flatMap((name) => {
    const blocks = readFileSync(path.join(pages, name), 'utf8').matchAll(/```netk\n([\s\S]*?)```/g);
    return [...blocks].map(([, text = ''], at) => [`${name}, example ${at + 1}`, text] as const);
  }),
].filter(([, text]) => /\bon gcp\b/.test(text) && !/\bon (aws|eks|plain)\b/.test(text));

test('there are files of Google Cloud to look at', () => {
  expect(files.length).toBeGreaterThan(10);
});

/** A file of AWS and EKS as one of Google Cloud: what it says that has no meaning there is told, and told in other words. */
const asGoogle = (text: string): string =>
  text
    .replace(/\bon aws\b/g, 'on gcp')
    .replace(/\bon eks\b/g, 'on gke')
    .replace(/^(\s*vpc [^\n{]*?)(?=\s*\{)/gm, (line) => (/ on /.test(line) ? line : `${line} on gcp`))
    .replace(/^(\s*cluster [^\n{]*?)(?=\s*\{)/gm, (line) =>
      / on /.test(line) ? line : line.replace(/(cluster \S+)/, '$1 on gke'),
    );

/** Things of AWS that stand in such a file are told by their names. */
const isNamed = (word: string, text: string): boolean =>
  new RegExp(`\\b${word.slice(0, 3)}`, 'i').test(text) || /securitygrouppolicy|security-group/i.test(text);

test('no finding about a network of Google Cloud explains it by a rule of Amazon', async () => {
  const found = new Set<string>();
  let told = 0;
  for (const name of readdirSync(pages))
    for (const [, own = ''] of readFileSync(path.join(pages, name), 'utf8').matchAll(/```netk\n([\s\S]*?)```/g)) {
      const text = asGoogle(own);
      for (const { code, message, fixes = [] } of (await topologyOf(text)).model.findings)
        for (const each of [message, ...fixes.map(({ title }) => title)]) {
          told++;
          for (const [word] of each.matchAll(new RegExp(ofAmazon, 'gi')))
            if (!isNamed(word, text)) found.add(`${code}: ${each}`);
        }
    }
  expect(told).toBeGreaterThan(50);
  expect([...found]).toEqual([]);
}, 60_000);

describe.each(files)('%s', (_, text) => {
  test('has no word of Amazon in its findings and their fixes', async () => {
    const { model, diagnostics } = await topologyOf(text);
    for (const { code, message, related = [], fixes = [] } of model.findings) {
      const said = [message, ...related.map((each) => each.message), ...fixes.map(({ title }) => title)];
      for (const each of said) expect(each, `${code}`).not.toMatch(ofAmazon);
    }
    for (const { message } of diagnostics) expect(message).not.toMatch(ofAmazon);
  });

  test('has none in its walks, and in what the causes advise', async () => {
    const { topology } = await topologyOf(text);
    const model = createModel(topology);
    for (const { id } of topology.walks) {
      const trace = model.trace(id);
      expect(renderTrace(trace)).not.toMatch(ofAmazon);
      const relays = topology.clusters.some(({ ingresses }) => ingresses.some(({ balancer }) => balancer === 'nginx'));
      if (!relays) expect(renderTrace(trace)).not.toMatch(ofElastic);
    }
  });

  test('has none in its picture', async () => {
    const { topology } = await topologyOf(text);
    const said: string[] = [];
    JSON.stringify(sceneOf(createModel(topology).plan), (key, value: unknown) => {
      if (typeof value === 'string' && !/^(id|element|source)$/.test(key)) said.push(value);
      return value;
    });
    for (const each of said) expect(each).not.toMatch(/^IGW$/);
    for (const each of said.filter((one) => !/[/#]/.test(one))) expect(each).not.toMatch(ofAmazon);
  });

  test('has none in its hovers', async () => {
    const document = shared.workspace.LangiumDocumentFactory.fromString(text, URI.parse(`memory:/${text.length}.netk`));
    shared.workspace.LangiumDocuments.addDocument(document);
    await shared.workspace.DocumentBuilder.build([document]);
    for (const { index } of text.matchAll(/[\p{L}\d_./:-]+/gu)) {
      const found = await netk.lsp.HoverProvider?.getHoverContent(document, {
        textDocument: { uri: document.uri.toString() },
        position: document.textDocument.positionAt(index + 1),
      });
      // how a statement is written is the same in all clouds
      const said = ((found?.contents as MarkupContent | undefined)?.value ?? '').replace(
        /^```netk\n[^`]*<[^`]*```/,
        '',
      );
      expect(said, text.slice(index, index + 30)).not.toMatch(ofAmazon);
    }
    shared.workspace.LangiumDocuments.deleteDocument(document.uri);
  });
});
