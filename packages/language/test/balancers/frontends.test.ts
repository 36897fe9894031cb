import { checkTrace, type Trace } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { asking, endOf, fates, saidAt, shares } from './asking.ts';

/** An internal ALB in private subnets, and what its Ingress says beside. */
const site = (lines: string, walk = 'laptop to ingress edge', more = '') => `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet pub-a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw; host h 10.0.1.5 }
  subnet pub-b 10.0.2.0/24 zone az2 { route 0.0.0.0/0 -> igw }
  subnet in-a 10.0.16.0/24 zone az1
  subnet in-b 10.0.17.0/24 zone az2
  ${more}
}
cluster c on eks in main {
  node n m5.large in in-a {
    pod web  { labels app=web; port 8080 }
    pod sick { labels app=sick; port 8080; response "/" 500 }
  }
  service web { selector app=web; port 80 -> 8080 }
  service sick { selector app=sick; port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; subnet in-a 10.0.16.60; subnet in-b 10.0.17.60; enable-frontend-nlb true; ${lines} }
}
internet { client laptop 198.51.100.7 }
walk ask from ${walk}`;

const open =
  'frontend-nlb-scheme internet-facing; frontend-nlb-subnets pub-a, pub-b; frontend-nlb-eip-allocations 203.0.113.5, 203.0.113.6';
const host = 'rule host "shop.example" path "/" -> web:80';

async function asked(lines: string, walk?: string, more?: string) {
  const { errors, diagnostics, traces } = await asking(site(lines, walk, more));
  expect(errors).toEqual([]);
  const trace = traces.ask!;
  expect(checkTrace(trace)).toEqual([]);
  return { trace, told: diagnostics.map(({ code, message }) => `${code} ${message}`) };
}

const legsOf = ({ routes }: Trace) =>
  (routes[0]?.legs ?? []).flatMap((leg) => (leg.kind === 'connection' ? [leg] : []));

describe('a network load balancer in front of an ALB', () => {
  test('is what the names of the Ingress lead to, and the walk says that this is assumed', async () => {
    for (const to of ['ingress edge', '"http://shop.example/"']) {
      const { trace } = await asked(`${open}; ${host}`, `laptop to ${to}`);
      expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
      expect(shares(trace, ({ choices }) => choices.find(({ kind }) => kind === 'answer')?.picked ?? '')).toEqual({
        '203.0.113.5': 0.5,
        '203.0.113.6': 0.5,
      });
      for (const { assumes } of trace.routes)
        expect(assumes).toEqual([
          'the names of edge lead to its network load balancer: its status names the ALB behind it too',
          ...(to.startsWith('"') ? [expect.stringMatching('the resolver of its provider stands nowhere')] : []),
        ]);
    }
  });

  test('passes the connection on to the ALB of its zone, which sees the client and writes it down', async () => {
    const { trace } = await asked(`${open}; ${host}`);
    expect(shares(trace, endOf)).toEqual({ web: 1 });
    const [first, second, ...others] = legsOf(trace);
    expect(others).toEqual([]);
    expect(first?.forward.map(({ device }) => device)).toEqual([
      'laptop',
      'Internet',
      'igw',
      'VPC router',
      'NLB edge az1',
      'VPC router',
      'ALB edge az1',
    ]);
    expect(first?.forward.at(-1)?.steps[0]?.after).toMatchObject({ src: '198.51.100.7', dst: '10.0.16.60' });
    expect(second?.request).toMatchObject({ headers: { 'x-forwarded-for': '198.51.100.7' } });
    // the answer goes through it too
    expect(first?.reply.map(({ device }) => device)).toContain('NLB edge az1');
  });

  test('asks the ALB for its health as for a page: who answers by hosts alone has nobody for it, and it fails open', async () => {
    const { trace, told } = await asked(`${open}; ${host}`);
    expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
    expect(saidAt(trace, 'target group')).toContainEqual(
      expect.stringMatching(/^ALB edge:80: .*HTTP GET 10\.0\.16\.60:80\/: answers 404.* it fails open/),
    );
    expect(told).toContainEqual(expect.stringMatching(/^NK077 no target of ALB edge:80 is healthy/));
  });

  test.each([
    [
      'with a rule for every host',
      'rule path "/" -> web:80',
      'ALB edge:80: flow_hash picks ALB edge az1 10.0.16.60:80 of 1 healthy',
    ],
    [
      'with a check that takes what it answers',
      `${host}; frontend-nlb-healthcheck-success-codes 200-404`,
      'ALB edge:80: flow_hash picks ALB edge az1 10.0.16.60:80 of 1 healthy',
    ],
    [
      'as its own targets answer',
      'rule path "/" -> sick:80',
      'ALB edge:80: flow_hash picks ALB edge az1 10.0.16.60:80 of 1: none is healthy (ALB edge az1 10.0.16.60:80: unhealthy: HTTP GET 10.0.16.60:80/: answers 500',
    ],
  ])('finds the ALB healthy or not %s: after the health of its targets', async (_, lines, said) => {
    const { trace } = await asked(`${open}; ${lines}`);
    expect(saidAt(trace, 'target group').some((each) => each.startsWith(said))).toBe(true);
  });

  test('is internal if nobody says its scheme, whatever that of the ALB is', async () => {
    const { trace, told } = await asked(host, 'h to ingress edge');
    expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
    expect(told).toContainEqual(
      'NK083 ingress edge says no frontend-nlb-scheme: the network load balancer in front of its ALB is internal, and nobody on the Internet reaches it',
    );
    expect((await asked(host)).trace.verdict).not.toBe('delivered');
  });

  test('in subnets without a way to the Internet is reached by nobody there, which is told', async () => {
    const { errors, traces } = await asking(site(`frontend-nlb-scheme internet-facing; ${host}`));
    expect(errors[0]).toMatch(/^ingress edge is internet-facing, and in-a has no route to an internet gateway/);
    expect(new Set(traces.ask?.routes.map(({ verdict }) => verdict))).toEqual(new Set(['not-delivered']));
  });

  test('has the security groups of the ALB, which let in its ports and no other', async () => {
    const mapped = `${open}; ${host}; frontend-nlb-listener-port-mapping "8080=80"`;
    expect(fates((await asked(mapped, 'laptop to ingress edge')).trace)).toEqual({ 'SG-IN, timeout': 1 });
    const own = `${mapped}; frontend-nlb-security-groups wide`;
    const more = 'security-group wide { ingress tcp/8080 from 0.0.0.0/0 }';
    const { trace } = await asked(own, 'laptop to "http://203.0.113.5:8080/" { header "Host: shop.example" }', more);
    expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
    expect(legsOf(trace)[0]?.forward.at(-1)?.steps[0]?.after).toMatchObject({ dst: '10.0.16.60', dport: 80 });
  });

  test('leaves the ALB with its own addresses', async () => {
    expect(
      fates((await asked(`${open}; ${host}`, 'h to "http://10.0.16.60/" { header "Host: shop.example" }')).trace),
    ).toEqual({
      'delivered, ok': 1,
    });
  });

  test.each([
    ['frontend-nlb-scheme public', 'frontend-nlb-scheme public: internal or internet-facing'],
    ['frontend-nlb-subnets nowhere', 'frontend-nlb-subnets: the VPC has no subnet nowhere'],
    ['frontend-nlb-security-groups none', 'frontend-nlb-security-groups: the VPC has no security group none'],
    ['frontend-nlb-listener-port-mapping "x"', 'default/edge: x is no PORT=PORT of the frontend NLB and of its ALB'],
    [
      'frontend-nlb-healthcheck-protocol TCP',
      'frontend-nlb-healthcheck-protocol TCP: an ALB is asked over HTTP or HTTPS',
    ],
  ])('is refused with the ALB, and told at its line: %s', async (line, why) => {
    const { diagnostics, traces } = await asking(site(`${host}; ${line}`));
    const told = diagnostics.map(({ code, message }) => `${code} ${message}`);
    expect(told).toContainEqual(`NK086 ${why}`);
    expect(traces.ask).toMatchObject({ verdict: 'undetermined', reasons: [expect.stringContaining(why)] });
  });

  test('is nothing that older versions of the controller make, which is told', async () => {
    const old = site(host, 'h to ingress edge').replace('node n', 'aws-load-balancer-controller 2.12\n  node n');
    const { traces, diagnostics } = await asking(old);
    expect(fates(traces.ask!)).toEqual({ 'delivered, ok': 1 });
    expect(legsOf(traces.ask!)[0]?.forward.map(({ device }) => device)).not.toContain('NLB edge az1');
    expect(diagnostics.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('in front of others since 2.13.0'),
    );
  });
});

test('what EKS Auto Mode makes of the same line is not known', async () => {
  const auto = site(host, 'h to ingress edge').replace('node n', 'computeConfig { enabled true }\n  node n');
  const { traces } = await asking(auto);
  expect(traces.ask?.verdict).toBe('undetermined');
});
