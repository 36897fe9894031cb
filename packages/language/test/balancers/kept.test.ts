import { checkTrace, type Trace } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { asking, fates } from './asking.ts';

const site = (chosen: string, pod = 'port 8080') => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in b { pod web { labels app=web; ${pod} } }
  service web { selector app=web; port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; subnet a 10.0.1.100; subnet b 10.0.2.100; rule path "/" -> web:80 }
}
walk ask from h to "http://10.0.1.100/" { ${chosen} }`;

async function asked(chosen: string, pod?: string) {
  const { errors, traces } = await asking(site(chosen, pod));
  expect(errors).toEqual([]);
  expect(checkTrace(traces.ask!)).toEqual([]);
  return traces.ask!;
}

const legsOf = ({ routes }: Trace) => (routes[0]?.legs ?? []).filter(({ kind }) => kind === 'connection');
const flagsOf = (trace: Trace, leg: number) =>
  new Set(legsOf(trace)[leg]?.forward.flatMap(({ steps }) => steps.flatMap(({ after }) => after?.flags ?? [])));
const stepsOf = (trace: Trace, leg: number) =>
  legsOf(trace)[leg]!.forward.flatMap(({ steps }) => steps.map(({ stage, entry }) => `${stage}: ${entry}`));

describe('a connection that an ALB has to its target', () => {
  test('is a new one if nobody chooses, which is no choice that is shown', async () => {
    const [plain, chosen] = [await asked(''), await asked('choose connection new')];
    expect(flagsOf(plain, 1)).toEqual(new Set(['SYN']));
    expect(plain.routes[0]?.choices.map(({ kind }) => kind)).not.toContain('connection');
    expect(legsOf(chosen)).toEqual(legsOf(plain));
    expect(chosen.routes[0]?.choices.find(({ kind }) => kind === 'connection')).toMatchObject({ picked: 'new' });
  });

  test('that was kept carries the request without being opened: only the client’s own connection is', async () => {
    const trace = await asked('choose connection kept');
    expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
    expect(flagsOf(trace, 0)).toEqual(new Set(['SYN']));
    expect(flagsOf(trace, 1)).toEqual(new Set(['ACK']));
    expect(legsOf(trace).map(({ kept }) => kept)).toEqual([undefined, true]);
    const steps = stepsOf(trace, 1);
    expect(steps).toContain('security group in: tracked: answer of an allowed flow');
    expect(steps).toContain('conntrack: known connection → ctstate ESTABLISHED');
    expect(steps.filter((each) => each.includes('connect()') || each.includes('ctstate NEW'))).toEqual([]);
    expect(trace.routes[0]?.assumes).toEqual([
      'ALB edge az1:80 has a connection to web open, where one can be opened, and nobody has closed it',
    ]);
  });

  test('is none where nothing could open it: the answer is that of a new one', async () => {
    const trace = await asked('choose connection kept', 'port 9090');
    expect(fates(trace)).toEqual(fates(await asked('', 'port 9090')));
    expect(flagsOf(trace, 1)).toEqual(new Set(['SYN']));
    expect(legsOf(trace)[1]?.kept).toBeUndefined();
  });
});
