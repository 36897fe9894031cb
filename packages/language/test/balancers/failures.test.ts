import { createModel, finish } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { asking, fates, picked, saidAt, shares } from './asking.ts';

interface Site {
  readonly lb?: string;
  readonly nodes?: string;
  readonly work?: string;
  readonly pods?: string;
  readonly ingress?: string;
  /** More of the walk. */
  readonly asks?: string;
}

const both = 'pod w1 { labels app=web; port 8080 }\n    pod w2 { labels app=web; port 8080 }';

/** An internal ALB with two pods as targets, asked for `/x`. */
const site = ({
  lb = 'ingress tcp/80 from 0.0.0.0/0',
  nodes = 'ingress tcp/8080 from lb',
  work = '',
  pods = both,
  ingress = '',
  asks = '',
}: Site) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
  subnet w 10.0.16.0/20 zone az1 { ${work} }
  security-group lb { ${lb} }
  security-group nodes { ${nodes} }
  network-acl low { ingress 100 allow all from 0.0.0.0/0; egress 100 allow tcp/1-1023 to 0.0.0.0/0 }
}
cluster c on eks in main {
  node n m5.large in w {
    security-groups nodes
    ${pods}
  }
  service web { selector app=web; port 80 -> 8080 }
  ingress edge on alb {
    scheme internal
    target-type ip
    security-groups lb
    healthcheck-path "/hc"
    ${ingress}
    rule host "shop.example" path "/" -> web:80
  }
}
walk ask from h to "http://shop.example/x" { choose zone az1; ${asks} }`;

async function asked(change: Site) {
  const { errors, traces } = await asking(site(change));
  expect(errors).toEqual([]);
  return traces.ask!;
}

/** A pod that says something else on a path. */
const one = (response: string) => `pod w1 { labels app=web; port 8080; response ${response} }`;
const withOther = (response: string) => `${one(response)}\n    pod w2 { labels app=web; port 8080 }`;

describe('an ALB answers', () => {
  const table: readonly (readonly [string, Site, string])[] = [
    ['200 while nothing is wrong', {}, 'delivered, ok'],
    ['nobody whom its own group lets not in', { lb: 'ingress tcp/81 from 0.0.0.0/0' }, 'SG-IN, timeout'],
    ['504 where no line of the targets’ group lets it in', { nodes: 'ingress tcp/8081 from lb' }, 'SG-IN, http-504'],
    [
      '504 where its own group does not let it out',
      { lb: 'ingress tcp/80 from 0.0.0.0/0; egress tcp/9 to 0.0.0.0/0' },
      'SG-OUT, http-504',
    ],
    ['504 where the network ACL stops the answer of a target', { work: 'network-acl low' }, 'NACL-OUT, http-504'],
    ['502 where a target refuses', { pods: 'pod w1 { labels app=web; port 8081 }' }, 'SVC-TARGETPORT, http-502'],
    ['502 where a target resets the connection', { pods: one('"/x" rst') }, 'APP-RST, http-502'],
    ['504 where a target says nothing', { pods: one('"/x" none') }, 'LB-TIMEOUT, http-504'],
    ['504 where a target takes longer than it waits', { pods: one('"/x" 200 61s') }, 'LB-TIMEOUT, http-504'],
    ['with the target, which takes just as long as it waits', { pods: one('"/x" 200 60s') }, 'delivered, ok'],
    ['with the target’s own error', { pods: one('"/x" 500') }, 'delivered, http-500'],
    ['503 where no target is registered', { pods: 'pod z { port 8080 }' }, 'LB-NOTARGET, http-503'],
  ];
  test.each(table)('%s', async (_, change, fate) => {
    expect(Object.keys(fates(await asked(change)))).toEqual([fate]);
  });

  test('what a slow target says, if it waits that long', async () => {
    const waits = 'idle_timeout.timeout_seconds 120';
    expect(Object.keys(fates(await asked({ pods: one('"/x" 200 61s'), ingress: waits })))).toEqual(['delivered, ok']);
  });
});

describe('a client that waits for five seconds', () => {
  const patient = 'max-time 5s';
  const table: readonly (readonly [string, Site, string, number | undefined])[] = [
    ['gets what comes in time', { pods: one('"/x" 200 5s') }, 'delivered, ok', undefined],
    ['is gone when a slow target answers', { pods: one('"/x" 200 6s') }, 'CLIENT-TIMEOUT, timeout', 460],
    ['is gone before the balancer gives up', { pods: one('"/x" none') }, 'CLIENT-TIMEOUT, timeout', 460],
    [
      'is gone before a connection that nobody takes ends',
      { nodes: 'ingress tcp/81 from lb' },
      'CLIENT-TIMEOUT, timeout',
      460,
    ],
    ['gets what the balancer says at once', { pods: 'pod z { port 8080 }' }, 'LB-NOTARGET, http-503', undefined],
    ['gets what a target’s reset makes', { pods: one('"/x" rst') }, 'APP-RST, http-502', undefined],
    [
      'gets what a balancer says that waits no longer',
      { pods: one('"/x" none'), ingress: 'idle_timeout.timeout_seconds 4' },
      'LB-TIMEOUT, http-504',
      undefined,
    ],
  ];
  test.each(table)('%s', async (_, change, fate, logged) => {
    const trace = await asked({ ...change, asks: patient });
    expect(Object.keys(fates(trace))).toEqual([fate]);
    for (const way of trace.routes) expect(way.logged).toBe(logged);
  });

  test('sees nothing of the 460 that the balancer writes, which an expectation may ask for', async () => {
    const slow = { pods: one('"/x" 200 6s') };
    const failed = async (asks: string) => {
      const { topology } = await topologyOf(site({ ...slow, asks }));
      return finish(createModel(topology).outcome(topology.walks[0]!.id)).failed.length;
    };
    expect(await failed(`${patient}; expect http-460`)).toBe(0);
    expect(await failed('expect http-460')).toBe(1);
  });
});

describe('a client that looks the name up for five seconds', () => {
  const after = async (waits: string) => {
    const text = site({ pods: one('"/x" 200 3s'), asks: `max-time ${waits}` });
    const slow = 'host h 10.0.1.5 { resolv.conf { nameserver 10.0.1.77; nameserver 10.0.0.2 } }';
    // nothing is chosen for a name that nobody waits for
    return (await asking(text.replace('host h 10.0.1.5', slow).replace('choose zone az1; ', ''))).traces.ask!;
  };
  test('gets an answer that takes three more, if it waits for nine', async () => {
    expect(Object.keys(fates(await after('9s')))).toEqual(['delivered, ok']);
  });
  test('is gone when that answer comes, if it waits for seven', async () => {
    expect(Object.keys(fates(await after('7s')))).toEqual(['CLIENT-TIMEOUT, timeout']);
  });
  test('is not followed where it gives up before it has an address', async () => {
    const { verdict, routes } = await after('4s');
    expect([verdict, routes[0]?.assumes?.join()]).toEqual(['undetermined', expect.stringContaining('which takes 5 s')]);
  });
});

test('how long a client waits is said of walks that ask for something: of others nobody knows what it means', async () => {
  const { traces } = await asking(
    site({}).replace('"http://shop.example/x"', 'w1:8080').replace('{ choose zone az1;', '{ max-time 5s;'),
  );
  expect([traces.ask!.verdict, traces.ask!.reasons]).toEqual([
    'undetermined',
    ['max-time is of walks that ask for a URL'],
  ]);
});

test.each([
  [30, 'delivered, ok'],
  [31, 'LB-RULE, http-463'],
])('an ALB that is told %i addresses by X-Forwarded-For: %s', async (count, fate) => {
  const all = Array.from({ length: count }, (_, i) => `192.0.2.${i}`).join(', ');
  expect(Object.keys(fates(await asked({ asks: `header "X-Forwarded-For: ${all}"` })))).toEqual([fate]);
});

describe('a target whose check', () => {
  const table: readonly (readonly [string, Site, string])[] = [
    ['is answered 404', { pods: withOther('"/hc" 404') }, 'answers 404, which is none of 200'],
    ['is answered 503', { pods: withOther('"/hc" 503') }, 'answers 503, which is none of 200'],
    ['is not answered', { pods: withOther('"/hc" none') }, 'timeout (LB-TIMEOUT)'],
    ['is reset', { pods: withOther('"/hc" rst') }, 'closed (APP-RST)'],
    ['is answered late', { pods: withOther('"/hc" 200 6s') }, 'answers after 6 s, the check waits 5 s'],
    [
      'is refused',
      { pods: 'pod w1 { labels app=web; port 8081 }\n    pod w2 { labels app=web; port 8080 }' },
      'refused (SVC-TARGETPORT)',
    ],
  ];
  test.each(table)('%s gets no request, and the reason is told', async (_, change, why) => {
    const trace = await asked(change);
    expect(shares(trace, ({ forward }) => forward.at(-1)!.device)).toEqual({ w2: 1 });
    const step = trace.routes[0]!.forward.flatMap(({ steps }) => steps).find(({ stage }) => stage === 'target group');
    expect(step?.tried).toHaveLength(1);
    expect(step?.tried?.[0]?.entry).toMatch(/^w1 10\.0\.16\./);
    expect(step?.tried?.[0]?.why).toContain(why);
  });

  test('is answered in time, or by a status that counts, gets requests', async () => {
    for (const change of [
      { pods: withOther('"/hc" 200 5s') },
      { pods: withOther('"/hc" 404'), ingress: 'success-codes "200-404"' },
      { pods: withOther('"/elsewhere" 404') },
      // to nobody a check of another port
      { pods: withOther('"/hc" 200'), ingress: 'healthcheck-port "8080"' },
    ])
      expect(saidAt(await asked(change), 'target group').every((each) => each.includes('of 2 healthy'))).toBe(true);
  });

  test('goes to a port that nothing opens counts as unhealthy, with all the others: requests go to everybody', async () => {
    const trace = await asked({ ingress: 'healthcheck-port "9090"' });
    expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
    expect(saidAt(trace, 'target group')).toHaveLength(2);
    for (const each of saidAt(trace, 'target group'))
      expect(each).toMatch(/of 2: none is healthy \(.*\), it fails open/);
  });
});

test('with nobody healthy every target gets requests, and the trace says that the balancer fails open', async () => {
  const pods = ['w1', 'w2'].map((name) => `pod ${name} { labels app=web; port 8080; response "/hc" 500 }`).join('\n');
  const trace = await asked({ pods });
  expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
  expect(shares(trace, ({ forward }) => forward.at(-1)!.device)).toEqual({ w1: 0.5, w2: 0.5 });
  for (const each of saidAt(trace, 'target group'))
    expect(each).toMatch(/none is healthy \(.*answers 500.*\), it fails open/);
});

test.each(['ready false', 'terminating true'])('a pod that is %s is no target of a new connection', async (word) => {
  const trace = await asked({
    pods: `pod w1 { labels app=web; port 8080; ${word} }\n    pod w2 { labels app=web; port 8080 }`,
  });
  expect(shares(trace, ({ forward }) => forward.at(-1)!.device)).toEqual({ w2: 1 });
});

/** A Classic Load Balancer whose node can be reached by its check, and the pod behind that by some. */
const classic = (pod: string, nodes = '') => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  security-group shut { ingress tcp/9 from self }
}
cluster c on eks in main {
  node n m5.large in a { pod alive { labels app=alive; port 8080 }; ${pod} }
  ${nodes}
  service alive NodePort { selector app=alive; port 80 -> 8080 nodePort 30099 }
  service web LoadBalancer on clb { scheme internal; healthcheck-port "30099"; subnet a 10.0.1.20; selector app=web; port 80 -> 8080 }
}
walk ask from h to "http://10.0.1.20/x"`;

describe('a Classic Load Balancer', () => {
  const web = (says: string) => `pod web { labels app=web; port 8080; response "/x" ${says} }`;
  test.each([
    ['passes on what its target says', web('404'), '', 'delivered, http-404'],
    [
      'closes a connection on which a target says nothing for as long as it waits',
      web('none'),
      '',
      'LB-TIMEOUT, closed',
    ],
    ['closes one whose target says something later than that', web('200 61s'), '', 'LB-TIMEOUT, closed'],
    ['closes one whose target refuses', 'pod web { labels app=web; port 9 }', '', 'SVC-TARGETPORT, closed'],
    [
      'closes one whose target does not answer, also where something was asked on it',
      '',
      'node m m5.large in a { security-groups shut; pod web { labels app=web; port 8080 } }',
      'SG-IN, closed',
    ],
  ])('%s', async (_, pod, nodes, fate) => {
    const { errors, traces } = await asking(classic(pod, nodes));
    expect(errors).toEqual([]);
    expect(Object.keys(fates(traces.ask!))).toEqual([fate]);
  });
});

/** An NLB that nobody outside of the VPC reaches. */
const flows = (
  service: string,
  { pods = both, nodes = 'ingress all from 0.0.0.0/0', walk = '' } = {},
) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
  security-group nodes { ${nodes} }
  security-group lb { ingress tcp/80 from 10.0.1.0/24 }
}
cluster c on eks in main {
  node n m5.large in a {
    security-groups nodes
    ${pods}
  }
  service web LoadBalancer on nlb { scheme internal; subnet a 10.0.1.20; subnet b 10.0.2.20; selector app=web; port 80 -> 8080 nodePort 30080; ${service} }
}
walk ask from h to 10.0.1.20:80 { ${walk} }
walk other from h to 10.0.2.20:80`;

describe('an NLB', () => {
  test('without a target resets a connection, and leaves UDP without an answer', async () => {
    const tcp = await asking(flows('target-type ip', { pods: 'pod z' }));
    expect(Object.keys(fates(tcp.traces.ask!))).toEqual(['LB-NOTARGET, refused']);
  });

  test('without a target in a zone leaves that zone’s address silent, and DNS does not name it', async () => {
    const { traces } = await asking(`${flows('target-type ip')}\nwalk named from h to load-balancer web:80`);
    expect(Object.keys(fates(traces.other!))).toEqual(['LB-AZ-EMPTY, timeout']);
    expect(shares(traces.named!, (way) => picked(way, 'answer'))).toEqual({ '': 1 });
    expect(traces.named!.routes[0]!.forward[0]!.steps[0]!.after?.dst).toBe('10.0.1.20');
  });

  test('with cross-zone reaches its targets from every zone', async () => {
    const { traces } = await asking(flows('target-type ip; load_balancing.cross_zone.enabled true'));
    expect(Object.keys(fates(traces.other!))).toEqual(['delivered, ok']);
  });

  test('with nobody healthy fails open, and what then comes is the targets’ own answer', async () => {
    const { traces } = await asking(flows('target-type ip', { pods: 'pod w1 { labels app=web; port 8081 }' }));
    expect(Object.keys(fates(traces.ask!))).toEqual(['SVC-TARGETPORT, refused']);
    expect(saidAt(traces.ask!, 'target group')[0]).toMatch(/none is healthy \(.*refused.*\), it fails open/);
  });

  test('without security groups lets everybody in, and its targets see blocks of addresses only', async () => {
    const bare = 'target-type ip; disable-nlb-sg true';
    const open = await asking(flows(bare, { nodes: 'ingress tcp/8080 from 10.0.1.20/32' }));
    expect(open.errors).toEqual([]);
    expect(saidAt(open.traces.ask!, 'security group in')).toEqual(['nodes: tcp 8080 ← 10.0.1.20/32 ALLOW']);
  });

  test('that keeps the client’s address is let in by a line that names its group, and not by one that names the client’s', async () => {
    const lines = (from: string) =>
      flows('target-type ip; preserve_client_ip.enabled true; security-groups lb', {
        nodes: `ingress tcp/8080 from ${from}`,
      });
    const own = await asking(lines('lb'));
    expect(own.errors).toEqual([]);
    expect(Object.keys(fates(own.traces.ask!))).toEqual(['delivered, ok']);
    const client = (
      await asking(
        lines('desk')
          .replace('host h 10.0.1.5', 'host h 10.0.1.5 { security-groups desk }')
          .replace('security-group lb', 'security-group desk { }\n  security-group lb'),
      )
    ).traces.ask!;
    expect(Object.keys(fates(client))).toEqual(['SG-IN, timeout']);
    // without a balancer between them the client's group counts
    const block = await asking(lines('10.0.1.5/32'));
    expect(Object.keys(fates(block.traces.ask!))).toEqual(['delivered, ok']);
  });
});
