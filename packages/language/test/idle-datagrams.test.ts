import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

const file = (walk: string, more = '') => `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  security-group some { ingress udp/53 from 10.0.0.0/16 }
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw; nat-gateway nat 10.0.1.8 eip 203.0.113.8 }
  subnet b 10.0.2.0/24 zone az2 { route 0.0.0.0/0 -> nat; host deep 10.0.2.5 }
}
internet { host far 198.51.100.9 { port udp/53 } }
cluster c on eks in main {
  ${more}
  node n m5.large in b { security-groups some; pod asks }
  node m m8i.large in b { security-groups some; pod one { labels app=web; port udp/53 }; pod two { labels app=web; port udp/53 } }
  service web { selector app=web; port udp/53 -> 53 }
  service out LoadBalancer on nlb { scheme internal; target-type ip; subnet b 10.0.2.20; selector app=web; port udp/53 -> 53 }
}
walk w ${walk}
`;

async function asked(walk: string, more?: string) {
  const { model } = await topologyOf(file(walk, more));
  const { routes, verdict, reasons } = model.trace(model.topology.walks[0]!.id);
  return {
    verdict,
    reasons,
    why: [...new Set(routes.flatMap(({ assumes }) => assumes ?? []))],
    ends: routes.map(({ forward, probability }) => [forward.at(-1)!.device, probability] as const),
    steps: routes.flatMap(({ forward }) => forward.flatMap((hop) => hop.steps.map((step) => ({ hop, ...step })))),
  };
}

const tracked = ({ steps }: Awaited<ReturnType<typeof asked>>, device: string): readonly string[] =>
  steps.filter(({ stage, hop }) => stage === 'conntrack' && hop.device === device).map(({ entry }) => entry);

describe('a flow over UDP that said nothing for a while', () => {
  test.each([
    ['a question and its answer are remembered for 30 s', '', 30],
    ['a stream is remembered for 120 s', '; stream true', 120],
  ])('on a node: %s, and the next packet then opens another', async (_, more, seconds) => {
    const before = await asked(`from asks to web:53 protocol udp { idle ${seconds}s${more} }`);
    expect(new Set(tracked(before, 'n'))).toEqual(new Set(['known connection → ctstate ESTABLISHED']));
    const after = await asked(`from asks to web:53 protocol udp { idle ${seconds + 1}s${more} }`);
    expect(new Set(tracked(after, 'n'))).toEqual(
      new Set([`no entry: forgotten after ${seconds} s without a packet → ctstate NEW`]),
    );
    expect([before.verdict, after.verdict]).toEqual(['delivered', 'delivered']);
  });

  test('goes to an endpoint that is drawn anew, with the same chances for each', async () => {
    const { ends } = await asked('from asks to web:53 protocol udp { idle 31s }');
    const sum = (name: string) => ends.filter(([end]) => end === name).reduce((all, [, part]) => all + part, 0);
    expect([sum('one'), sum('two')]).toEqual([0.5, 0.5]);
  });

  test('is judged anew by a security group that forgot it, on machines of every generation', async () => {
    const entries = async (walk: string) =>
      (await asked(walk)).steps
        .filter(({ stage, hop }) => stage === 'security group in' && hop.device === 'm')
        .map(({ entry }) => entry);
    const to = 'from asks to pod one:53 protocol udp';
    expect(await entries(`${to} { idle 30s }`)).toEqual(['tracked: answer of an allowed flow']);
    expect(await entries(`${to} { idle 31s }`)).toEqual(['some: udp 53 ← 10.0.0.0/16 ALLOW']);
    expect(await entries(`${to} { idle 180s; stream true }`)).toEqual(['tracked: answer of an allowed flow']);
    expect(await entries(`${to} { idle 181s; stream true }`)).toEqual(['some: udp 53 ← 10.0.0.0/16 ALLOW']);
  });

  test('has another port behind a NAT gateway after 350 s, and nothing resets it', async () => {
    const before = await asked('from deep to far:53 protocol udp { idle 350s }');
    expect(tracked(before, 'nat')).toEqual(['known connection → ctstate ESTABLISHED']);
    const after = await asked('from deep to far:53 protocol udp { idle 351s }');
    expect([after.verdict, tracked(after, 'nat')]).toEqual([
      'delivered',
      ['no entry: forgotten after 350 s without a packet → ctstate NEW'],
    ]);
  });

  test('is led to a target anew by a network load balancer after 120 s', async () => {
    const at = async (seconds: number) => {
      const { steps, verdict } = await asked(`from deep to load-balancer out:53 protocol udp { idle ${seconds}s }`);
      const said = steps.filter(({ stage, hop }) => stage === 'conntrack' && hop.kind === 'balancer');
      return [verdict, [...new Set(said.map(({ entry }) => entry))]];
    };
    expect(await at(120)).toEqual(['delivered', ['known connection → ctstate ESTABLISHED']]);
    expect(await at(121)).toEqual(['delivered', ['no entry: forgotten after 120 s without a packet → ctstate NEW']]);
  });

  test('is not followed where IPVS led it, whose entries live apart', async () => {
    const { verdict, why } = await asked('from asks to web:53 protocol udp { idle 31s }', 'kube-proxy ipvs');
    expect(verdict).toBe('undetermined');
    expect(why).toContain('for how long IPVS on n remembers a flow over UDP is not modelled yet');
    expect((await asked('from asks to web:53 protocol udp { idle 30s }', 'kube-proxy ipvs')).verdict).toBe('delivered');
  });

  test('is no stream over TCP, nor without a silence', async () => {
    const why = ['stream is of walks over udp that have idle'];
    expect((await asked('from asks to web:53 protocol udp { stream true }')).reasons).toEqual(why);
    expect((await asked('from asks to n:10250 { idle 5s; stream true }')).reasons).toEqual(why);
  });
});
