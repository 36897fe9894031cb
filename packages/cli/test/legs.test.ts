import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownOf, mermaidOf, renderTrace } from '@netk/engine';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { relayed, relayText } from '../../engine/test/support/relay-network.ts';
import { relayTo } from '../../engine/test/support/relays.ts';
import { briefOf } from '../src/formats/brief.ts';
import { jsonWalk } from '../src/json-walk.ts';
import type { ReadFile } from '../src/project.ts';
import { root } from './netk.ts';

const relays = { 'edge:8443': relayTo('edge', 'app1 10.0.3.11:8080') };
const delivered = (await relayed(relays)).trace();
const refused = (await relayed(relays, relayText({ app1: 'port 8081' }))).trace();

test('the brief form of a walk through a relay has a table for each connection, in both directions', () => {
  expect(
    briefOf(refused)
      .split('\n')
      .map((line) => line.replaceAll(/ {2,}/g, '  ')),
  ).toEqual([
    'w: from client to edge:8443 tcp: not-delivered (SVC-TARGETPORT); client: closed',
    'forward, connection A from client to edge:8443 tcp',
    '  client  host  -> eth0  10.0.1.10:40000 > 10.0.2.10:8443 tcp SYN ttl 64',
    '  VPC router  router  clients -> edge  10.0.1.10:40000 > 10.0.2.10:8443 tcp SYN ttl 63',
    '  edge  host  eth0  delivered',
    'forward, connection B from edge to app1:8080 tcp',
    '  edge  host  -> eth0  10.0.2.10:40002 > 10.0.3.11:8080 tcp SYN ttl 64',
    '  VPC router  router  edge -> apps  10.0.2.10:40002 > 10.0.3.11:8080 tcp SYN ttl 63',
    '  app1  host  eth0  dropped: socket: nothing listens on 10.0.3.11:8080: refused (SVC-TARGETPORT)',
    'reply, connection B from edge to app1:8080 tcp',
    '  app1  host  -> eth0  10.0.3.11:8080 > 10.0.2.10:40002 tcp RST,ACK ttl 64',
    '  VPC router  router  apps -> edge  10.0.3.11:8080 > 10.0.2.10:40002 tcp RST,ACK ttl 63',
    '  edge  host  eth0  delivered',
    'reply, connection A from client to edge:8443 tcp',
    '  edge  host  -> eth0  10.0.2.10:8443 > 10.0.1.10:40000 tcp FIN,ACK ttl 64',
    '  VPC router  router  edge -> clients  10.0.2.10:8443 > 10.0.1.10:40000 tcp FIN,ACK ttl 63',
    '  client  host  eth0  delivered',
    '',
  ]);
});

test('the text of a walk through a relay says where each connection begins, and what its asker sees', () => {
  const lines = renderTrace(refused).split('\n');
  expect(lines.filter((line) => /^connection|^\d+ /.test(line))).toEqual([
    'connection A from client to edge:8443 tcp',
    '1 client (host)',
    '2 VPC router (router)',
    '3 edge (host)',
    'connection B from edge to app1:8080 tcp',
    '4 edge (host)',
    '5 VPC router (router)',
    '6 app1 (host)',
    'connection B from edge to app1:8080 tcp; edge sees: refused',
    '1 app1 (host)',
    '2 VPC router (router)',
    '3 edge (host)',
    'connection A from client to edge:8443 tcp; client sees: closed',
    '4 edge (host)',
    '5 VPC router (router)',
    '6 client (host)',
  ]);
});

test('Markdown has a table for each connection, whose hops are counted through', () => {
  const page = markdownOf(delivered);
  expect(page.match(/^(Forward|Reply), .*:$/gm)).toEqual([
    'Forward, connection A from client to edge:8443 tcp:',
    'Forward, connection B from edge to app1:8080 tcp:',
    'Reply, connection B from edge to app1:8080 tcp:',
    'Reply, connection A from client to edge:8443 tcp:',
  ]);
  expect(page).toContain('| 4 | edge | socket | `connect() 10.0.2.10:40002 → 10.0.3.11:8080` |');
});

test('a sequence diagram has a note where each connection begins, and no arrow from a relay to itself', () => {
  const lines = mermaidOf(delivered).split('\n');
  expect(lines.filter((line) => line.includes('connection'))).toEqual([
    '  Note over d0: forward, connection A from client to edge:8443 tcp',
    '  Note over d2: forward, connection B from edge to app1:8080 tcp',
    '  Note over d3: reply, connection B from edge to app1:8080 tcp',
    '  Note over d2: reply, connection A from client to edge:8443 tcp',
  ]);
  expect(lines.filter((line) => /d2-?->>d2/.test(line))).toEqual([]);
});

test('the JSON of a walk through a relay has its legs, as the published schema says', () => {
  const file = { input: { file: 'a.netk' }, project: { originOf: () => undefined } } as unknown as ReadFile; // no text: no places
  const schema = JSON.parse(readFileSync(join(root, 'schemas/netk.walk-1.schema.json'), 'utf8'));
  const validate = new Ajv2020({ allErrors: true, strict: true }).compile(schema);
  for (const trace of [delivered, refused]) {
    const walk = JSON.parse(JSON.stringify(jsonWalk(trace, file)));
    validate({ schema: 'netk.walk/1', walks: [walk] });
    expect(validate.errors).toBeNull();
    const [route] = walk.routes;
    expect(route.legs.map(({ kind, what }: { kind: string; what: string }) => [kind, what])).toEqual([
      ['connection', 'tcp 10.0.2.10:8443'],
      ['connection', 'tcp 10.0.3.11:8080'],
    ]);
    expect(route.forward).toEqual([...route.legs[0].forward, ...route.legs[1].forward]);
    expect(route.reply).toEqual([...route.legs[1].reply, ...route.legs[0].reply]);
  }
});

test('what is asked over the only connection of a walk stands in every form of it', () => {
  const [branch] = delivered.routes;
  const [first] = branch!.legs!;
  const { legs: _, ...rest } = branch!;
  const request = {
    kind: 'http',
    method: 'GET',
    scheme: 'https',
    host: 'shop.example.com',
    path: '/x',
    headers: {},
  } as const;
  const { forward, reply } = first!;
  const only = { ...delivered, routes: [{ ...rest, client: 'http-503' as const, request, forward, reply }] };
  const asks = 'GET shop.example.com/x, in TLS';
  expect(renderTrace(only)).toContain(`\nforward\nrequest ${asks}\n1 client (host)\n`);
  expect(markdownOf(only)).toContain(`\nForward, request \`${asks}\`:\n`);
  expect(mermaidOf(only)).toContain(`  Note over d0: request ${asks}\n`);
  expect(briefOf(only)).toContain(`\nforward, request ${asks}\n`);
});
