import { type Network, type Trace, walkOn } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { type Changes, relayed, relayText } from '../../engine/test/support/relay-network.ts';
import { relayTo, withRelays } from '../../engine/test/support/relays.ts';
import { compareWithKernel, showEvent, type Verdict } from '../src/index.ts';
import { eventsOf } from '../src/observe/expected.ts';
import { cannotRun } from './here.ts';

const reason = cannotRun();
const app1 = relayTo('edge', 'app1 10.0.3.11:8080');
const chain = {
  'edge:8443': relayTo('edge', 'inner 10.0.2.20:9000'),
  'inner:9000': relayTo('inner', 'app1 10.0.3.11:8080'),
};
const fromInner = 'ingress tcp/8080 from 10.0.2.20/32';

const cases: readonly [string, Parameters<typeof relayed>[0], Changes, string][] = [
  ['reaches its server', { 'edge:8443': app1 }, {}, 'ok'],
  ['is refused by its server', { 'edge:8443': app1 }, { app1: 'port 8081' }, 'closed'],
  ['gets no answer from its server', { 'edge:8443': app1 }, { intoApps: 'ingress tcp/81 from 0.0.0.0/0' }, 'closed'],
  ['dials what nobody has', { 'edge:8443': relayTo('edge', 'gone 10.0.2.99:80') }, {}, 'closed'],
  ['is not reached', { 'edge:8443': app1 }, { intoEdge: 'ingress tcp/81 from 0.0.0.0/0' }, 'timeout'],
  ['passes to another relay', chain, { intoApps: fromInner }, 'ok'],
  ['passes to another relay, which is refused', chain, { intoApps: fromInner, app1: 'port 8081' }, 'closed'],
  ['draws among two servers', { 'edge:8443': relayTo('edge', 'app1 10.0.3.11:8080', 'app2 10.0.3.12:8080') }, {}, 'ok'],
];

const words = ({ result }: Verdict): string => (result.kind === 'equal' ? 'equal' : JSON.stringify(result));

describe.skipIf(reason)('a relay in the kernel', () => {
  test('does what the walk says, whether it reaches somebody or not: frames of all connections, and what the client sees', async () => {
    const subjects: { network: Network; traces: Trace[] }[] = [];
    for (const [, relays, changes] of cases) {
      const { network, trace } = await relayed(relays, relayText(changes));
      subjects.push({ network, traces: [trace()] });
    }
    const verdicts = (await compareWithKernel(subjects, { parallel: 1 })).map(([verdict]) => verdict!);
    expect(verdicts.map((verdict, i) => [cases[i]![0], words(verdict)])).toEqual(
      cases.map(([name]) => [name, 'equal']),
    );
    const sights = verdicts.map(({ result }) => ('sight' in result ? result.sight : undefined));
    expect(sights.map((sight) => sight?.client)).toEqual(cases.map(([, , , client]) => client));
    // both connections were seen, and the end of the first
    expect(eventsOf(sights[1]!.forward).length).toBe(8);
    expect(
      eventsOf(sights[1]!.reply)
        .map((event) => showEvent(event, () => 'PORT'))
        .at(-1),
    ).toBe('client eth0 in: 10.0.2.10:PORT → 10.0.1.10:PORT tcp FIN,ACK ttl 63, 02:ff:0a:00:01:01 → 02:00:0a:00:01:0a');
  }, 60_000);

  test('that is refused is not what a walk says whose server answers', async () => {
    const { trace } = await relayed({ 'edge:8443': app1 });
    const { network } = await relayed({ 'edge:8443': app1 }, relayText({ app1: 'port 8081' }));
    const [verdict] = (await compareWithKernel([{ network, traces: [trace()] }])).flat();
    expect(verdict!.result).toMatchObject({ kind: 'different', difference: { where: 'reply' } });
  }, 60_000);

  test('in a pod that dials a Service does what the walk says: rules and entries of connection tracking of both connections', async () => {
    const model = await exampleModel('eks-talk');
    const network = withRelays(model, { 'pod61:8080': relayTo('pod61', 'app1 10.100.20.30:80') });
    const walk = model.topology.walks.find(({ name }) => name === 'W18')!;
    const trace = walkOn(model.plan, network, walk);
    expect(trace.routes.map(({ fraction, verdict, legs }) => [fraction, verdict, legs?.length])).toEqual([
      ['1/3', 'delivered', 2],
      ['1/3', 'delivered', 2],
      ['1/3', 'delivered', 2],
    ]);
    const [verdict] = (await compareWithKernel([{ network, traces: [trace] }], { rules: true })).flat();
    expect(verdict!.result).toMatchObject({ kind: 'equal', sight: { client: 'ok' } });
    const { rules = 0, connections = 0 } = verdict!.result.kind === 'equal' ? verdict!.result : {};
    // nA has an entry for each connection, and the Service's rules were met on the second
    expect(connections).toBeGreaterThanOrEqual(2);
    expect(rules).toBeGreaterThanOrEqual(2);
  }, 60_000);
});
