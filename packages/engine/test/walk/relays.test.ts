import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, outlining } from '../../src/ask/ask.ts';
import { finish } from '../../src/base/work.ts';
import { checkTrace, createModel, explainOutcome, type Model, outlineOf, type Trace } from '../../src/index.ts';
import type { Relay } from '../../src/network/program.ts';
import { build, shapes } from '../support/arbitraries.ts';
import { plain } from '../support/plain-outline.ts';
import { type Changes, type Relayed, relayed, relayText } from '../support/relay-network.ts';
import { relayTo, withRelays } from '../support/relays.ts';

const toApp1 = relayTo('edge', 'app1 10.0.3.11:8080');
const toBoth = relayTo('edge', 'app1 10.0.3.11:8080', 'app2 10.0.3.12:8080 2');

/** The answer, which keeps all laws and which its outline repeats. */
function answer({ trace, outline }: Pick<Relayed, 'trace' | 'outline'>): Trace {
  const found = trace();
  expect(checkTrace(found)).toEqual([]);
  expect(plain(outline())).toEqual(plain(outlineOf(found)));
  return found;
}

const at = async (relay: Relay, changes: Changes = {}): Promise<Trace> =>
  answer(await relayed({ 'edge:8443': relay }, relayText(changes)));

const way = (hops: Trace['routes'][number]['forward']): string => hops.map(({ device }) => device).join(' ');
const shut = { intoApps: 'ingress tcp/81 from 0.0.0.0/0' };

describe('a connection that a relay takes', () => {
  test('goes on as a connection of the relay’s own, and both are legs in the order in which they open', async () => {
    const [route] = (await at(toApp1)).routes;
    expect(route).toMatchObject({ verdict: 'delivered', client: 'ok', probability: 1 });
    expect(route!.legs!.map(({ kind, what, flow, client }) => [kind, what, flow, client])).toEqual([
      ['connection', 'tcp 10.0.2.10:8443', { from: 'client', to: 'edge', protocol: 'tcp', port: 8443 }, 'ok'],
      ['connection', 'tcp 10.0.3.11:8080', { from: 'edge', to: 'app1', protocol: 'tcp', port: 8080 }, 'ok'],
    ]);
    expect(way(route!.forward)).toBe('client VPC router edge edge VPC router app1');
    expect(way(route!.reply)).toBe('app1 VPC router edge edge VPC router client');
  });

  test('ends with a deliver step, and the next begins with a connect step', async () => {
    const [a, b] = (await at(toApp1)).routes[0]!.legs!;
    expect(a!.forward.at(-1)!.steps.at(-1)).toMatchObject({ kind: 'deliver', entry: 'edge listens on 10.0.2.10:8443' });
    expect(b!.forward[0]!.steps[0]).toMatchObject({
      kind: 'connect',
      random: true,
      entry: 'connect() 10.0.2.10:40002 → 10.0.3.11:8080',
      after: { src: '10.0.2.10', sport: 40_002, dst: '10.0.3.11', dport: 8080, ttl: 64, flags: 'SYN' },
    });
  });

  test('is seen by the server as one of the relay', async () => {
    const trace = await at(toApp1);
    expect(explainOutcome(trace, trace.routes[0]!)).toMatchObject({
      word: 'Delivered',
      target: 'to app1, through edge, with a connection of its own',
      clientSees: 'connected, from the address it dialled',
      receiverSees: 'app1 sees 10.0.2.10:40002, which is edge, not the client.',
    });
  });

  test('branches where the relay has several upstreams, by their weights', async () => {
    const { routes, verdict } = await at(toBoth);
    expect(verdict).toBe('delivered');
    expect(routes.map(({ fraction, choices, forward }) => [fraction, choices[0], forward.at(-1)!.device])).toEqual([
      ['1/3', expect.objectContaining({ kind: 'upstream', at: 'edge', of: 'edge', picked: 'app1' }), 'app1'],
      ['2/3', expect.objectContaining({ kind: 'upstream', at: 'edge', of: 'edge', picked: 'app2' }), 'app2'],
    ]);
    expect(routes[0]!.legs![1]!.forward[0]!.steps[0]).toMatchObject({
      kind: 'balance',
      entry: 'edge picks app1 of 2, probability 1/3',
    });
  });

  test('passes relays one behind the other', async () => {
    const relays = {
      'edge:8443': relayTo('edge', 'inner 10.0.2.20:9000'),
      'inner:9000': relayTo('inner', 'app1 10.0.3.11:8080'),
    };
    const text = relayText({ intoApps: 'ingress tcp/8080 from 10.0.2.20/32' });
    const [route] = answer(await relayed(relays, text)).routes;
    expect(route!.verdict).toBe('delivered');
    expect(route!.legs!.map(({ flow }) => `${flow.from} ${flow.to}`)).toEqual([
      'client edge',
      'edge inner',
      'inner app1',
    ]);
    expect(way(route!.reply)).toBe('app1 VPC router inner inner edge edge VPC router client');
  });

  test('has no legs where it never reached the relay, or the relay’s answer never came back', async () => {
    const stopped = [
      { intoEdge: 'ingress tcp/81 from 0.0.0.0/0' },
      { backFromEdge: 'egress 100 deny all to 10.0.1.0/24' },
    ];
    const ends: unknown[] = [];
    for (const changes of stopped) {
      const [route] = (await at(toApp1, changes)).routes;
      expect(route).not.toHaveProperty('legs');
      ends.push([route!.cause, route!.died!.direction, route!.client]);
    }
    expect(ends).toEqual([
      ['SG-IN', 'forward', 'timeout'],
      ['NACL-OUT', 'reply', 'timeout'],
    ]);
  });
});

describe('a relay that reaches nobody', () => {
  test('closes the connection that it had accepted, and the verdict has where and why', async () => {
    const trace = await at(toApp1, { app1: 'port 8081' });
    const [route] = trace.routes;
    expect(route).toMatchObject({ verdict: 'not-delivered', client: 'closed', cause: 'SVC-TARGETPORT' });
    expect(route!.forward[route!.died!.hop]!.device).toBe('app1');
    expect(route!.legs!.map(({ client }) => client)).toEqual(['closed', 'refused']);
    const told = route!.legs![0]!.reply;
    expect(told[0]!.steps[0]).toMatchObject({
      kind: 'originate',
      entry: 'close() towards 10.0.1.10:40000: tcp 10.0.3.11:8080 failed (refused)',
      after: { flags: 'FIN,ACK', dst: '10.0.1.10', dport: 40_000 },
    });
    expect(told.at(-1)).toMatchObject({ device: 'client' });
    expect(explainOutcome(trace, route!)).toMatchObject({
      target: 'connection B from edge to app1: the packet dies at app1: nothing listens on the port',
      clientSees: 'connected, then closed by edge without a byte, at once (reset, if edge had not read what was sent)',
      change: 'Let app1 listen on 8080.',
    });
  });

  test('closes it when it gives up, where nobody answers', async () => {
    const trace = await at(toApp1, shut);
    const [route] = trace.routes;
    expect(route).toMatchObject({ client: 'closed', cause: 'SG-IN', died: { direction: 'forward', hop: 5 } });
    expect(route!.legs!.map(({ client, reply }) => [client, reply.length])).toEqual([
      ['closed', 3],
      ['timeout', 0],
    ]);
    expect(explainOutcome(trace, route!)).toMatchObject({
      clientSees:
        'connected, then closed by edge without a byte, when edge gives up its own connection to app1 (reset, if edge had not read what was sent)',
      why: 'Security group apps has no rule that allows tcp 8080 from 10.0.2.10 (edge).',
    });
  });

  test('dies with the answer of the second connection, where that is stopped', async () => {
    const [route] = (await at(toApp1, { backFromEdge: 'egress 100 allow all to 0.0.0.0/0' })).routes;
    expect(route!.verdict).toBe('delivered');
    const acl = relayText().replace(
      'subnet apps 10.0.3.0/24 zone az1 {',
      'subnet apps 10.0.3.0/24 zone az1 { network-acl mute',
    );
    const text = acl.replace(
      'security-group edges',
      'network-acl mute { ingress 100 allow all from 0.0.0.0/0 }\n  security-group edges',
    );
    const [dead] = answer(await relayed({ 'edge:8443': toApp1 }, text)).routes;
    expect(dead).toMatchObject({ cause: 'NACL-OUT', client: 'closed', died: { direction: 'reply', hop: 1 } });
    expect(dead!.reply[1]!.steps.at(-1)!.kind).toBe('drop');
    expect(dead!.reply.at(-1)!.device).toBe('client');
  });

  test('has everything that stops the packet in its list, through both connections', async () => {
    const changes = {
      intoEdge: 'ingress tcp/81 from 0.0.0.0/0',
      outOfEdge: 'egress tcp/443 to 0.0.0.0/0',
      ...shut,
      app1: 'port 8081',
    };
    const [route] = (await at(toApp1, changes)).routes;
    expect(route!.blockers!.map(({ device, cause, client }) => [device, cause, client])).toEqual([
      ['edge', 'SG-IN', 'timeout'],
      ['edge', 'SG-OUT', 'closed'],
      ['app1', 'SG-IN', 'closed'],
      ['app1', 'SVC-TARGETPORT', 'closed'],
    ]);
    expect(route!.blockers!.map(({ fix }) => fix)).toEqual([
      expect.stringContaining('edges'),
      expect.stringContaining('edges'),
      'Add ingress tcp/8080 from edges to security-group apps.',
      'Let app1 listen on 8080.',
    ]);
  });
});

describe('relays that pass to each other', () => {
  const [there, back] = [relayTo('edge', 'inner 10.0.2.20:9000'), relayTo('inner', 'edge 10.0.2.10:8443')];
  const text = relayText({ intoEdge: 'ingress all from 0.0.0.0/0' });

  test('end, and nothing is claimed of what comes of it', async () => {
    const [route] = answer(await relayed({ 'edge:8443': there, 'inner:9000': back }, text)).routes;
    expect(route).toMatchObject({
      verdict: 'undetermined',
      client: 'unknown',
      assumes: ['more than 8 connections one behind the other, by relays'],
    });
    expect(route!.legs).toHaveLength(8);
  });

  test('and sometimes to a server have all ways, whose probabilities sum to 1', async () => {
    const both = relayTo('inner', 'edge 10.0.2.10:8443', 'app2 10.0.3.12:8080');
    const apps = text.replace('from 10.0.2.10/32', 'from 0.0.0.0/0');
    const { routes, verdict } = answer(await relayed({ 'edge:8443': there, 'inner:9000': both }, apps));
    expect(verdict).toBe('mixed');
    expect(routes.map(({ fraction, verdict }) => `${fraction} ${verdict}`)).toEqual([
      '1/8 undetermined',
      '1/8 delivered',
      '1/4 delivered',
      '1/2 delivered',
    ]);
  });

  test('to itself is a loop too', async () => {
    const self = relayTo('edge', 'edge 10.0.2.10:8443');
    expect((await at(self)).verdict).toBe('undetermined');
  });
});

describe('a program that is not modelled yet', () => {
  const answers = async (relay: Relay) => (await at(relay)).routes.map(({ verdict, assumes }) => [verdict, assumes]);

  test('leaves the answer open, and says what is not known', async () => {
    const rules = [{ when: { hosts: ['a.example'] }, action: { kind: 'refuse' } }] as const;
    expect(await answers({ ...toApp1, rules })).toEqual([
      ['undetermined', ['edge decides by what is asked for, which is not modelled yet']],
    ]);
    expect(await answers({ ...toApp1, otherwise: { kind: 'answer', status: 503 } })).toEqual([
      ['undetermined', ['edge answers itself, which is not modelled yet']],
    ]);
  });
});

/** Some TCP sockets of pods and hosts are relays, to Services of the cluster and to pods. Few: relays in a row multiply their ways. */
function withRandomRelays(model: Model) {
  const { plan } = model;
  const ends = [
    ...plan.services.flatMap(({ name, clusterIp, ports }) =>
      clusterIp !== undefined && ports[0] ? [`${name} ${clusterIp}:${ports[0].port}`] : [],
    ),
    ...plan.pods.flatMap(({ name, address }) => (address === undefined ? [] : [`${name} ${address}:8080`])),
  ];
  const relays: Record<string, Relay> = {};
  const sockets = [...model.network.devices.values()].flatMap(({ name, kind, sockets }) => {
    const port = sockets.find(({ protocol }) => protocol === 'tcp')?.port;
    return (kind === 'pod' || kind === 'host') && port !== undefined ? [`${name}:${port}`] : [];
  });
  sockets.slice(0, 3).forEach((place, i) => {
    const [first, second] = [ends[i % ends.length], ends[(i * 7 + 3) % ends.length]];
    const name = place.slice(0, place.indexOf(':'));
    if (first && second) relays[place] = relayTo(name, first, ...(i === 1 ? [second] : []));
  });
  return withRelays(model, relays);
}

test('random clusters with relays keep all laws, and their outlines say what their traces say', () => {
  let legs = 0;
  let closed = 0;
  fc.assert(
    fc.property(shapes, (shape) => {
      const model = createModel(build(shape));
      const network = withRandomRelays(model);
      for (const walk of model.topology.walks) {
        const found = answer({
          trace: () => ask(model.plan, network, walk),
          outline: () => finish(outlining(model.plan, network, walk)),
        });
        legs += found.routes.filter((route) => route.legs).length;
        closed += found.routes.filter(({ client }) => client === 'closed').length;
      }
    }),
    { numRuns: 25 },
  );
  expect(legs).toBeGreaterThan(20);
  expect(closed).toBeGreaterThan(0);
});
