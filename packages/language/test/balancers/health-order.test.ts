import { checkTrace } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { asking, endOf, fates, saidAt, shares } from './asking.ts';

/** Load balancers whose node ports lead to addresses written by hand: those of other load balancers, or their own. */
const site = (balancers: string, walk = 'ingress front') => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a {
    pod good { labels app=web; port 8080 }
    pod bad  { labels app=sick; port 8080; response "/" 500 }
  }
  service web  { selector app=web;  port 80 -> 8080 }
  service sick { selector app=sick; port 80 -> 8080 }
${balancers}
}
walk ask from h to ${walk}`;

/** An ALB with these addresses whose only rule leads to a Service. */
const alb = (name: string, at: number, to: string) =>
  `  ingress ${name} on alb { scheme internal; target-type ${to === 'web' || to === 'sick' ? 'ip' : 'instance'}; subnet a 10.0.1.${at}; subnet b 10.0.2.${at}; rule path "/" -> ${to}:80 }`;
/** A Service whose node port leads to those addresses: kube-proxy asks nobody whether they are pods. */
const at = (name: string, port: number, ...of: readonly number[]) =>
  `  service ${name} NodePort { port 80 -> 80 nodePort ${port}; ${of.map((each) => `endpoint 10.0.1.${each}:80`).join('; ')} }`;

async function asked(balancers: string, walk?: string) {
  const { errors, traces } = await asking(site(balancers, walk));
  expect(errors).toEqual([]);
  expect(checkTrace(traces.ask!)).toEqual([]);
  return traces.ask!;
}

describe('a load balancer whose target is another', () => {
  test('finds it healthy as that one answers: the check is walked on to the last', async () => {
    const trace = await asked(
      [alb('front', 100, 'behind'), at('behind', 30001, 110), alb('inner', 110, 'web')].join('\n'),
    );
    expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
    expect(shares(trace, endOf)).toEqual({ good: 1 });
    expect(trace.routes.every(({ legs }) => legs?.filter(({ kind }) => kind === 'connection').length === 3)).toBe(true);
  });

  test('finds it unhealthy where that one has nobody but who answers with an error', async () => {
    const trace = await asked(
      [alb('front', 100, 'behind'), at('behind', 30001, 110), alb('inner', 110, 'sick')].join('\n'),
    );
    expect(fates(trace)).toEqual({ 'delivered, http-500': 1 });
    const said = saidAt(trace, 'target group');
    expect(said.some((each) => /^behind:80: .* it fails open/.test(each))).toBe(true);
    expect(said.some((each) => /^sick:80: .* it fails open/.test(each))).toBe(true);
  });

  test('whose node asks one that is well or one that is not is answered now and then: that is undetermined', async () => {
    const trace = await asked(
      [
        alb('front', 100, 'behind'),
        at('behind', 30001, 110, 120),
        alb('inner', 110, 'web'),
        alb('ill', 120, 'sick'),
      ].join('\n'),
    );
    expect(trace.verdict).toBe('undetermined');
    for (const { assumes } of trace.routes)
      expect(assumes).toEqual([expect.stringMatching(/the check of n fails now and then/)]);
  });
});

describe('health that goes in a circle', () => {
  const circle = /^health of a target of .*: the health of .* depends on itself$/;
  const table: readonly (readonly [string, string])[] = [
    ['of one balancer that is its own target', [alb('front', 100, 'self'), at('self', 30001, 100)].join('\n')],
    [
      'of two that are each other’s targets',
      [alb('front', 100, 'one'), at('one', 30001, 110), alb('inner', 110, 'two'), at('two', 30002, 100)].join('\n'),
    ],
  ];
  test.each(table)('%s is undetermined, and named', async (_, balancers) => {
    const trace = await asked(balancers);
    expect(trace.verdict).toBe('undetermined');
    for (const { assumes } of trace.routes) expect(assumes).toEqual([expect.stringMatching(circle)]);
  });

  test('leaves those alone that are not in it', async () => {
    const own = [alb('front', 100, 'web'), alb('other', 110, 'self'), at('self', 30001, 110)].join('\n');
    expect(fates(await asked(own))).toEqual({ 'delivered, ok': 1 });
  });

  test('is the same whoever is asked first', async () => {
    const of = [alb('front', 100, 'one'), at('one', 30001, 110), alb('inner', 110, 'two'), at('two', 30002, 100)].join(
      '\n',
    );
    const verdicts = [await asked(of, 'ingress front'), await asked(of, 'ingress inner')].map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['undetermined', 'undetermined']);
  });
});
