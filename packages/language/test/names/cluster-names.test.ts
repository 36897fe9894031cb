import { describe, expect, test } from 'vitest';
import { questions, serverSteps, told, tracesOf } from './asking.ts';

const site = (walks: string, { dns = '', pod = '', more = '', internet = '' } = {}) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone eu-west-1a { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone eu-west-1b
  security-group nodes { ingress all from self; ingress all from 10.0.0.0/16 }
}
cluster c on eks in main {
  ${dns}
  node n m5.large in a {
    security-groups nodes
    pod one { labels app=web; port http 8080; ${pod} }
    pod two { labels app=web; port http 8080 }
    pod kube-system/dns { labels k8s-app=kube-dns; port dns udp/53; port dns-tcp tcp/53 }
  }
  service web 172.20.0.7 { selector app=web; port http 80 -> 8080 }
  service peers headless { selector app=web; port http 8080 }
  service outer ExternalName { externalName "db.corp.example" }
  service other/far 172.20.0.8 { selector app=far; port 80 -> 8080 }
  service kube-system/kube-dns { selector k8s-app=kube-dns; port dns udp/53; port dns-tcp tcp/53 }
  ${more}
}
internet { ${internet} dns-zone "corp.example" on route53 { record "db" A 192.0.2.5 ttl 60s } }
${walks}`;

const ask = async (name: string, options: Parameters<typeof site>[1] = {}, type = '') =>
  (await tracesOf(site(`walk w from one to dns "${name}" ${type}`, options))).w!;

describe('the DNS of a cluster', () => {
  test.each<[string, string, number]>([
    ['web', '172.20.0.7', 2],
    ['web.default', '172.20.0.7', 4],
    ['web.default.svc', '172.20.0.7', 6],
    ['web.default.svc.cluster.local', '172.20.0.7', 10],
    ['web.default.svc.cluster.local.', '172.20.0.7', 2],
    ['far.other', '172.20.0.8', 4],
    ['db.corp.example.', '192.0.2.5', 2],
    ['10-9-8-7.default.pod.cluster.local.', '10.9.8.7', 2],
    ['far', 'nxdomain EAI_NONAME', 12],
    ['nobody.nowhere.svc.cluster.local.', 'nxdomain EAI_NONAME', 2],
    ['svc.cluster.local.', 'nodata EAI_NODATA', 2],
    ['ip-10-0-1-5.eu-west-1.compute.internal.', '10.0.1.5', 2],
    ['ip-10-0-1-6.eu-west-1.compute.internal.', 'nxdomain EAI_NONAME', 2],
  ])('%s is %s, after %i questions', async (name, answer, count) => {
    const trace = await ask(name);
    expect(told(trace)).toBe(answer);
    if (name !== 'web.default.svc.cluster.local' && name !== 'far') expect(questions(trace)).toHaveLength(count);
  });

  test('a headless Service has the addresses of its ready endpoints', async () => {
    const trace = await ask('peers');
    expect(trace.routes[0]?.lookup?.answers).toHaveLength(2);
  });

  test('an external name is an alias, which the DNS of the cluster follows', async () => {
    const trace = await ask('outer');
    expect(told(trace)).toBe('192.0.2.5');
    expect(questions(trace)[0]).toBe('A outer.default.svc.cluster.local: CNAME db.corp.example, 192.0.2.5');
  });

  test('ports of Services have SRV records', async () => {
    const trace = await ask('_http._tcp.web.default.svc.cluster.local.', {}, 'type SRV');
    expect(questions(trace)).toEqual([
      'SRV _http._tcp.web.default.svc.cluster.local: 0 100 80 web.default.svc.cluster.local',
    ]);
  });

  test('rewrite, hosts and forward stand in the order of the Corefile’s plugins', async () => {
    const dns =
      'dns coredns 1.12 { rewrite name "old.corp.example" "web.default.svc.cluster.local"; hosts 10.9.9.9 "box.corp.example" }';
    expect(told(await ask('old.corp.example.', { dns }))).toBe('172.20.0.7');
    expect(told(await ask('box.corp.example.', { dns }))).toBe('10.9.9.9');
    const silent = 'dns coredns 1.12 { forward "." 10.0.1.5 }';
    const trace = await ask('db.corp.example.', { dns: silent });
    expect(told(trace)).toMatch(/^(servfail|timeout) EAI_AGAIN|^\?/);
  });

  test('a second question stops at the cache that still has the answer', async () => {
    const { warm, cold, late } = await tracesOf(
      site(`walk warm from one to dns "db.corp.example." { idle 20s }
walk cold from one to dns "db.corp.example." { idle 20s; cached none }
walk late from one to dns "db.corp.example." { idle 40s }`),
    );
    const kept = (trace: typeof warm) => serverSteps(trace!).filter((each) => each.includes('(kept'));
    expect(kept(warm)).toEqual([
      'plugin cache | A db.corp.example: 192.0.2.5; ttl 10 (kept, 10 s left)',
      'plugin cache | AAAA db.corp.example: no record of that type (NODATA) (kept, 10 s left)',
    ]);
    expect(kept(cold)).toEqual([]);
    expect(kept(late)).toEqual([]);
  });

  test('a cluster whose DNS is not written has one all the same; the way to it is not known', async () => {
    const text = site('walk w from one to dns "web"').replaceAll(/^.*kube-dns.*$/gm, '');
    const { w } = await tracesOf(text);
    expect(told(w!)).toBe('172.20.0.7');
    expect(w!.routes[0]?.legs?.[0]).toMatchObject({ flow: { to: 'the DNS of cluster c' }, forward: [] });
  });

  test('a URL of a Service is dialled at the address that DNS gave', async () => {
    const { w } = await tracesOf(site('walk w from one to "http://web/"'));
    expect(w!.verdict).toBe('delivered');
    expect(w!.routes[0]?.lookup?.answers).toEqual(['172.20.0.7']);
    expect(w!.routes[0]?.forward[0]?.steps[0]?.after?.dst).toBe('172.20.0.7');
  });
});

describe('names of Services are found as the kubernetes plugin of CoreDNS finds them', () => {
  const more = `service lonely headless { selector app=nobody; port 80 }
  service bare headless { selector app=web }
  service two headless { selector app=web; port a 80 -> 8080; port b 90 -> 9090 }
  statefulset db replicas 2 { port sql 5432; expose sql 5432 headless }
  service e0 ExternalName { externalName "e0.default.svc.cluster.local" }
  service e1 ExternalName { externalName "e2.default.svc.cluster.local" }
  service e2 ExternalName { externalName "E1.default.svc.cluster.local." }
  service gone ExternalName { externalName "nobody.default.svc.cluster.local" }
  service near ExternalName { externalName "web.default.svc.cluster.local" }
  service number ExternalName { externalName "192.0.2.9" }
  ${Array.from({ length: 9 }, (_, i) => `service c${i} ExternalName { externalName "c${i + 1}.default.svc.cluster.local" }`).join('\n')}
  service c9 { selector app=web; port 80 }`;
  test.each<[string, string, string]>([
    // without a ready endpoint there is no such name, and a search goes on, also that of musl
    ['lonely', '', 'nxdomain EAI_NONAME'],
    ['bare', '', '10.0.1.8 10.0.1.9'],
    ['10-0-1-8.peers', '', '10.0.1.8'],
    ['10-0-1-8.web', '', '10.0.1.8'],
    ['10-0-1-99.web', '', 'nxdomain EAI_NONAME'],
    ['one.peers', '', 'nxdomain EAI_NONAME'],
    ['db-0.db', '', '10.0.1.6'],
    ['10-0-1-6.db', '', 'nxdomain EAI_NONAME'],
    [
      '_sql._tcp.db',
      'type SRV',
      '0 50 5432 db-0.db.default.svc.cluster.local 0 50 5432 db-1.db.default.svc.cluster.local',
    ],
    [
      '_b._tcp.two',
      'type SRV',
      '0 50 9090 10-0-1-8.two.default.svc.cluster.local 0 50 9090 10-0-1-9.two.default.svc.cluster.local',
    ],
    ['_http._tcp.web', 'type A', '172.20.0.7'],
    ['_nobody._tcp.web', 'type SRV', 'nxdomain EAI_NONAME'],
    ['kube-dns.kube-system', 'type SRV', '0 50 53 kube-dns.kube-system.svc.cluster.local'],
    ['e0', '', 'nodata EAI_NODATA'],
    ['e1', '', 'nodata EAI_NODATA'],
    ['gone', '', 'nodata EAI_NODATA'],
    ['near', '', '172.20.0.7'],
    ['number', '', 'nxdomain EAI_NONAME'],
    // eight aliases in the cluster's own zone are followed, nine are not
    ['c1', 'type A', '172.20.1.1'],
    ['c0', 'type A', 'nodata EAI_NODATA'],
    ['kube-public.svc.cluster.local.', '', 'nodata EAI_NODATA'],
    ['300-1-1-1.default.pod.cluster.local.', '', 'nxdomain EAI_NONAME'],
  ])('%s %s is %s', async (name, type, answer) => {
    expect(told(await ask(name, { more }, type))).toBe(answer);
  });
});

describe('a resolver library in a pod', () => {
  test.each<[string, string, string]>([
    ['glibc', 'web.default.svc', '172.20.0.7'],
    ['musl 1.2.5', 'web.default.svc', '172.20.0.7'],
    ['c-ares', 'web.default.svc', 'nxdomain ENOTFOUND'],
    ['c-ares', 'web', 'nxdomain ENOTFOUND'],
    ['c-ares', 'web.default.svc.cluster.local', '172.20.0.7'],
    ['go', 'web', '172.20.0.7'],
  ])('%s finds %s: %s', async (library, name, answer) => {
    expect(told(await ask(name, { pod: `stub-resolver ${library}` }))).toBe(answer);
  });

  test('musl finds no name with as many dots as ndots in the search list, glibc does', async () => {
    const of = (library: string) =>
      ask('web.default.svc', { pod: `stub-resolver ${library}; dnsConfig { options ndots:2 }` });
    expect(told(await of('glibc'))).toBe('172.20.0.7');
    expect(told(await of('musl 1.2.3'))).toBe('nxdomain EAI_NONAME');
  });

  test.each<[string, string, string]>([
    ['dnsPolicy Default', 'web', 'nxdomain EAI_NONAME'],
    ['dnsPolicy Default', 'db.corp.example', '192.0.2.5'],
    ['dnsPolicy None; dnsConfig { nameservers 10.0.0.2; searches corp.example }', 'db', '192.0.2.5'],
    // without a server it asks its own machine, where nobody listens
    ['dnsPolicy None', 'web', 'servfail EAI_AGAIN'],
    ['dnsPolicy None; stub-resolver musl', 'web', 'timeout EAI_AGAIN'],
    // of the node's network: the node's file, unless it says otherwise, and its own library in both cases
    ['hostNetwork true', 'web', 'nxdomain EAI_NONAME'],
    ['hostNetwork true; dnsPolicy ClusterFirstWithHostNet', 'web', '172.20.0.7'],
    ['hostNetwork true; stub-resolver c-ares', 'web', 'nxdomain ENOTFOUND'],
    // kubelet writes a pod's own name into its /etc/hosts, and the node's file has only localhost
    ['', 'one', '10.0.1.6'],
    ['stub-resolver c-ares', 'one', '? no record, Ingress or Gateway of the file claims the name one'],
    ['hostNetwork true', 'one', '? no record, Ingress or Gateway of the file claims the name one'],
    ['hostNetwork true', 'localhost', '127.0.0.1 ::1'],
  ])('with %s asks for %s: %s', async (pod, name, answer) => {
    const trace = await ask(name, { pod });
    expect(told(trace)).toBe(answer);
  });

  test('a library that nobody knows is not followed', async () => {
    const { traces } = {
      traces: await tracesOf(site('walk w from one to dns "web"', { pod: 'stub-resolver bionic' })),
    };
    expect(traces.w!.reasons).toEqual(['the resolver library bionic, which is not modelled yet']);
  });
});

describe('several servers, of which one is silent', () => {
  const two = (library: string, option: string) =>
    ask('db.corp.example.', {
      pod: `stub-resolver ${library}; dnsPolicy None; dnsConfig { nameservers 10.0.0.9 10.0.0.2; options ${option} }`,
    });

  test('glibc that rotates begins with one of them', async () => {
    const trace = await two('glibc', 'rotate');
    expect(trace.routes.map(({ choices, lookup }) => `${choices[0]?.picked}: ${lookup?.seconds} s`)).toEqual([
      '10.0.0.9:53: 5 s',
      '10.0.0.2:53: 0 s',
    ]);
    expect(trace.routes.map(({ fraction }) => fraction)).toEqual(['1/2', '1/2']);
  });

  test.each(['rotate', 'ndots:1'])('musl asks both, with %s', async (option) => {
    const trace = await two('musl', option);
    expect(trace.routes.map(({ lookup }) => lookup?.seconds)).toEqual([0]);
  });
});

describe('a lookup is stopped like any other packet', () => {
  /** The DNS pod is on another node, in another subnet. */
  const apart = ({ nodes = 'ingress all from 10.0.0.0/16', acl = '', ports = '', selector = 'k8s-app=kube-dns' }) =>
    `vpc main 10.0.0.0/16 on aws {
  network-acl low { ingress 100 allow tcp/1-65535 from 0.0.0.0/0; egress 100 allow all to 0.0.0.0/0 }
  network-acl mute { ingress 100 allow all from 0.0.0.0/0; egress 100 allow tcp/1-65535 to 0.0.0.0/0 }
  subnet a 10.0.1.0/24 zone az1
  subnet b 10.0.2.0/24 zone az2 { ${acl} }
  security-group nodes { ${nodes} }
}
cluster c on eks in main {
  node n m5.large in a { security-groups nodes; pod one }
  node m m5.large in b { security-groups nodes; pod kube-system/dns { labels k8s-app=kube-dns; port 53/udp } }
  service kube-system/kube-dns { selector ${selector}; port dns udp/53 ${ports} }
}
walk w from one to dns "kubernetes.default"`;

  test('by nothing, where nothing stops it', async () => {
    const { w } = await tracesOf(apart({}));
    expect(told(w!)).toBe('172.20.0.1');
  });

  test.each<[string, Parameters<typeof apart>[0], string, string, number]>([
    [
      'a group of the other node that lets no port 53 in',
      { nodes: 'ingress tcp/1-1000 from 0.0.0.0/0' },
      'SG-IN',
      'timeout',
      20,
    ],
    [
      'a group that lets nothing out',
      { nodes: 'ingress all from self; egress tcp/443 to 0.0.0.0/0' },
      'SG-OUT',
      'timeout',
      20,
    ],
    ['an ACL of the other subnet', { acl: 'network-acl low' }, 'NACL-IN', 'timeout', 20],
    ['an ACL that lets no answer out', { acl: 'network-acl mute' }, 'NACL-OUT', 'timeout', 20],
    ['a target port that nobody opens', { ports: '-> 5353' }, 'SVC-TARGETPORT', 'servfail', 0],
    ['a Service without an endpoint', { selector: 'app=none' }, 'SVC-NOEP', 'servfail', 0],
  ])('by %s', async (_, change, cause, client, seconds) => {
    const { w } = await tracesOf(apart(change));
    const [route] = w!.routes;
    expect(route).toMatchObject({ verdict: 'not-delivered', cause, client, lookup: { error: 'EAI_AGAIN', seconds } });
    expect(route?.blockers?.[0]).toMatchObject({ cause });
    expect(route?.blockers?.[0]?.fix ?? '').not.toBe('');
  });
});

describe('an answer that does not fit a datagram', () => {
  const many = (count: number, pod: string, tcp = 'port dns-tcp tcp/53') => {
    const pods = Array.from({ length: count }, (_, i) => `pod w${i} { labels app=many; port 80 }`).join('\n');
    return tracesOf(`vpc main 10.0.0.0/16 on aws { subnet a 10.0.0.0/20 zone az1 }
cluster c on eks in main {
  node n m5.24xlarge in a {
    pod one { ${pod} }
    pod kube-system/dns { labels k8s-app=kube-dns; port dns udp/53; port dns-tcp tcp/53 }
    ${pods}
  }
  service many headless { selector app=many; port 80 }
  service kube-system/kube-dns { selector k8s-app=kube-dns; port dns udp/53; ${tcp} }
}
walk w from one to dns "many.default.svc.cluster.local."`);
  };
  const transports = async (count: number, pod = '') => {
    const { w } = await many(count, pod);
    const [route] = w!.routes;
    const legs = (route?.legs ?? []).filter(({ what }) => what.startsWith('A '));
    return [legs.map(({ flow }) => flow.protocol).join(' '), route?.lookup?.answers.length ?? 0];
  };

  test('is asked for over TCP by glibc, for what is left out', async () => {
    expect(await transports(20)).toEqual(['udp', 20]);
    expect(await transports(40)).toEqual(['udp tcp', 40]);
    expect(await transports(40, 'dnsConfig { options edns0 }')).toEqual(['udp', 40]);
    expect(await transports(40, 'stub-resolver go')).toEqual(['udp', 40]);
  });

  test('is taken as it is by musl before 1.2.4', async () => {
    const [protocols, count] = await transports(40, 'stub-resolver musl 1.2.3');
    expect(protocols).toBe('udp');
    expect(count).toBeGreaterThan(20);
    expect(count).toBeLessThan(40);
    expect(await transports(40, 'stub-resolver musl 1.2.5')).toEqual(['udp tcp', 40]);
  });

  test('is lost where the Service has no port for TCP', async () => {
    const { w } = await many(40, '', '');
    expect(w!.routes[0]).toMatchObject({ verdict: 'not-delivered' });
  });
});

test('the API server whose addresses the file does not say is not known to be lost', async () => {
  const { w, other } = await tracesOf(
    site('walk w from one to "https://kubernetes.default/"\nwalk other from one to 172.20.0.1:444'),
  );
  expect(w!.routes[0]?.lookup?.answers).toEqual(['172.20.0.1']);
  expect(w!.verdict).toBe('undetermined');
  expect(w!.routes[0]?.assumes?.[0]).toContain('the API server of cluster c');
  expect(other!.verdict).toBe('not-delivered');
});

test('a Service that a walk supposes is given what the others have left', async () => {
  // its name comes before those that are written
  const { before, w } = await tracesOf(
    site(
      `walk before from one to dns "zoo.default.svc.cluster.local." type A
walk w from one to dns "zoo.default.svc.cluster.local." type A { given cluster c { service aaa { selector app=web; port 80 } } }`,
      {
        more: 'service zoo { selector app=web; port 80 }',
      },
    ),
  );
  expect(told(w!)).toMatch(/^172/);
  expect(told(w!)).toBe(told(before!));
});

describe('autopath', () => {
  const dns = 'dns coredns 1.12 { autopath "@kubernetes"; pods verified }';

  test('takes the questions for the search list away: two in the place of ten', async () => {
    const trace = await ask('db.corp.example', { dns });
    expect(told(trace)).toBe('192.0.2.5');
    expect(questions(trace)).toEqual([
      'A db.corp.example.default.svc.cluster.local: CNAME db.corp.example, 192.0.2.5',
      'AAAA db.corp.example.default.svc.cluster.local: no record of type AAAA',
    ]);
    expect(serverSteps(trace)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^plugin autopath . A db.corp.example.default.*CNAME db.corp.example$/),
      ]),
    );
  });

  test('does nothing without verified pods, nor for a machine that is no pod', async () => {
    const unverified = await ask('db.corp.example', { dns: 'dns coredns 1.12 { autopath "@kubernetes" }' });
    expect(questions(unverified)).toHaveLength(10);
    const from = site('walk w from h to dns "db.corp.example"', { dns }).replace(
      'host h 10.0.1.5 }',
      'host h 10.0.1.5 { resolv.conf { nameserver 172.20.0.10; search default.svc.cluster.local; options ndots:5 } } }',
    );
    expect(from).toContain('resolv.conf');
    const { w } = await tracesOf(from);
    expect(questions(w!)[0]).not.toMatch(/CNAME/);
  });

  test('a name that is nowhere is searched for by the program after all', async () => {
    const trace = await ask('nobody.corp.example', { dns });
    expect(told(trace)).toBe('nxdomain EAI_NONAME');
    expect(questions(trace)).toHaveLength(10);
  });

  test('names of pods are those that are there', async () => {
    for (const [name, answer] of [
      ['10-0-1-6.default.pod.cluster.local.', '10.0.1.6'],
      ['10-9-8-7.default.pod.cluster.local.', 'nxdomain EAI_NONAME'],
      ['10-0-1-6.other.pod.cluster.local.', 'nxdomain EAI_NONAME'],
    ] as const)
      expect(told(await ask(name, { dns }))).toBe(answer);
  });
});

describe('names of addresses', () => {
  const more = 'statefulset db replicas 1 { port sql 5432; expose sql 5432 headless }';
  test.each<[string, string]>([
    ['172.20.0.7', 'web.default.svc.cluster.local'],
    ['172.20.0.1', 'kubernetes.default.svc.cluster.local'],
    // a pod of a stateful set has a host name, another one has none: the question goes on to the VPC
    ['10.0.1.6', 'db-0.db.default.svc.cluster.local'],
    ['10.0.1.5', 'ip-10-0-1-5.eu-west-1.compute.internal'],
    [
      '10.0.1.8',
      '? addresses of vpc main is described in part: whether PTR 8.1.0.10.in-addr.arpa has an answer is not known',
    ],
  ])('%s is %s', async (address, answer) => {
    const name = `${address.split('.').reverse().join('.')}.in-addr.arpa.`;
    const text = site(`walk w from one to dns "${name}" type PTR`, { more }).replace(
      'vpc main 10.0.0.0/16 on aws {',
      'vpc main 10.0.0.0/16 on aws {\n  enable-dns-hostnames true',
    );
    const { w } = await tracesOf(text);
    expect(told(w!)).toBe(answer);
  });
});
