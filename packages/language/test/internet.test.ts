import { createModel, type Hop } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';
import { answersOf } from './sound/answers.ts';

/** What a walk passed, forward, with the words of the route that each system took. */
async function wayOf(text: string, walk = 'w'): Promise<{ readonly by: string[]; readonly routes: string[] }> {
  const { topology } = await topologyOf(text);
  const trace = createModel(topology).trace(topology.walks.find(({ name }) => name === walk)!.id);
  const hops: readonly Hop[] = trace.routes[0]?.forward ?? [];
  const routes = hops.flatMap(({ kind, steps }) =>
    kind === 'internet' ? steps.filter((step) => step.kind === 'route').map(({ entry }) => entry) : [],
  );
  return { by: hops.map(({ device }) => device), routes };
}

/** Two ways of one length from `isp` to the server in `far`. */
const diamond = (isp: string, more = '') => `internet {
  as isp 64500 { announce 198.51.100.0/24; ${isp} }
  as left 64501 { router-id 10.0.0.9; provider top }
  as right 64502 { router-id 10.0.0.2; provider top }
  as top 64503 { announce 203.0.113.0/24 ${more} }
  client me 198.51.100.9 in isp
  host server 203.0.113.9 in top { port 443 }
}
walk w from me to host server:443
`;

describe('of two routes that are equal', () => {
  test('FRR keeps the one that came first: that of the first line', async () => {
    const frr = await wayOf(diamond('bgp frr 8.4; provider left; provider right'));
    expect(frr.by).toEqual(['me', 'isp', 'left', 'top', 'server']);
    expect(frr.routes[0]).toBe(
      '203.0.113.0/24 via left, as-path 64501 64503: older than 64502 64503 (bgp frr 8.4; routes arrive in the order of lines)',
    );
    expect((await wayOf(diamond('bgp frr 8.4; provider right; provider left'))).by).toContain('right');
  });

  test('BIRD takes that of the lowest router id, whatever came first', async () => {
    const bird = await wayOf(diamond('bgp bird; provider left; provider right'));
    expect(bird.by).toContain('right');
    expect(bird.routes[0]).toContain('lower router id than 64501 64503 (bgp bird)');
  });

  test('a router of no name does as RFC 4271 says, and its entry says so', async () => {
    const { by, routes } = await wayOf(diamond('provider left; provider right'));
    expect(by).toContain('right');
    expect(routes[0]).toContain('RFC 4271, as no bgp line says otherwise');
  });

  test('a preference of a line comes before all', async () => {
    const { by, routes } = await wayOf(diamond('bgp bird; provider left { local-preference 200 }; provider right'));
    expect(by).toContain('left');
    expect(routes[0]).toContain('local-preference 200 beats 100');
  });
});

describe('a packet on the Internet', () => {
  test('takes the longest prefix before anything of BGP', async () => {
    const text = `internet {
  as isp 64500 { announce 198.51.100.0/24; provider near; provider mid }
  as near 64501 { announce 203.0.113.0/24 }
  as mid 64502 { customer far }
  as far 64503 { announce 203.0.113.128/25 }
  client me 198.51.100.9 in isp
  host a 203.0.113.9 in near { port 443 }
  host b 203.0.113.129 in far { port 443 }
}
walk w from me to host b:443
walk v from me to host a:443
`;
    expect((await wayOf(text)).by).toEqual(['me', 'isp', 'mid', 'far', 'b']);
    expect((await wayOf(text, 'v')).by).toEqual(['me', 'isp', 'near', 'a']);
  });

  test('goes to the nearest of two systems that announce one prefix, and no finding is made of it', async () => {
    const text = `internet {
  as isp 64500 { announce 198.51.100.0/24; provider one; provider mid }
  as one 64501 { announce 203.0.113.0/24 }
  as mid 64502 { provider two }
  as two 64503 { announce 203.0.113.0/24 }
  client me 198.51.100.9 in isp
  host a 203.0.113.9 in one { port 443 }
  host b 203.0.113.9 in two { port 443 }
}
walk w from me to 203.0.113.9:443
`;
    const { diagnostics } = await topologyOf(text);
    expect(diagnostics.filter(({ severity }) => (severity ?? 1) < 3)).toEqual([]);
    expect((await wayOf(text)).by.at(-1)).toBe('a');
  });

  test('loses one of its TTL at each system', async () => {
    const { topology } = await topologyOf(diamond('provider left'));
    const trace = createModel(topology).trace(topology.walks[0]!.id);
    expect(trace.routes[0]!.forward.at(-1)!.steps.at(-1)!.after!.ttl).toBe(64 - 3);
  });

  test('has an end that nobody knows where preferences go round in a circle', async () => {
    const around = (next: string) =>
      `customer goal { local-preference 100 }; customer ${next} { local-preference 200 }`;
    const text = `internet {
  as goal 64500 { announce 203.0.113.0/24 }
  as a 64501 { announce 198.51.100.0/24; ${around('b')} }
  as b 64502 { ${around('c')} }
  as c 64503 { customer goal { local-preference 100 }; customer a { local-preference 200 } }
  client me 198.51.100.9 in a
  host server 203.0.113.9 in goal { port 443 }
}
walk w from me to host server:443
`;
    expect((await answersOf(text)).answers.w).toMatch(/^undetermined: 203\.0\.113\.0\/24: local preferences go round/);
  });
});

describe('a cloud on an Internet with systems', () => {
  const cloud = (systems: string) => `vpc main 10.1.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.1.1.0/24 zone z1 {
    route 0.0.0.0/0 -> igw
    host web 10.1.1.9 { eip 54.93.10.7; security-groups open; port 443 }
  }
  security-group open { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
}
internet {
  ${systems}
  client me 198.51.100.9
  host other 93.184.216.34 { port 443 }
}
walk w from me to host web:443
walk out from host web to host other:443
walk stray from 151.101.1.1 to host web:443
`;

  test('that is not written is AS 16509, a customer of every system that buys from nobody', async () => {
    const text = cloud('as isp 64500 { announce 198.51.100.0/24; provider transit }; as transit 64501');
    const { by, routes } = await wayOf(text);
    expect(by).toEqual(['me', 'isp', 'transit', 'AWS', 'igw', 'VPC router', 'web']);
    expect(routes[0]).toBe('54.93.10.7/32 via transit, as-path 64501 16509');
    expect((await wayOf(text, 'out')).by).toEqual(['web', 'VPC router', 'igw', 'AWS', 'transit', 'Internet', 'other']);
    expect((await wayOf(text, 'stray')).by.slice(0, 4)).toEqual(['151.101.1.1', 'Internet', 'transit', 'AWS']);
  });

  test('that is written carries the relations that are written', async () => {
    const text = cloud('as isp 64500 { announce 198.51.100.0/24; peer amazon }; as amazon 16509');
    expect((await wayOf(text)).by).toEqual(['me', 'isp', 'amazon', 'igw', 'VPC router', 'web']);
  });

  test('of a file without systems is one router away, as ever', async () => {
    expect((await wayOf(cloud(''))).by).toEqual(['me', 'Internet', 'igw', 'VPC router', 'web']);
  });
});

describe('who asks from outside', () => {
  const net = `vpc main 10.1.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.1.1.0/24 zone z1 {
    route 0.0.0.0/0 -> igw
    host web 10.1.1.9 { eip 203.0.113.7; security-groups narrow; port 443 }
    host shop 10.1.1.10 { eip 203.0.113.8; security-groups open; port 443 }
  }
  security-group narrow { ingress 443 from 192.0.2.0/24; egress all to 0.0.0.0/0 }
  security-group open { ingress 443 from 0.0.0.0/0; egress all to 0.0.0.0/0 }
}
`;

  test('is a client with an address for documentation where the file has none', async () => {
    const text = `${net}walk w from internet to host shop:443\nwalk c from client to host shop:443\n`;
    expect((await wayOf(text)).by).toEqual(['client', 'Internet', 'igw', 'VPC router', 'shop']);
    expect((await answersOf(text)).answers).toEqual({ w: 'delivered, ok', c: 'delivered, ok' });
  });

  test('may be anybody: whether a filter of some public addresses lets it in is not known', async () => {
    expect((await answersOf(`${net}walk w from internet to host web:443\n`)).answers.w).toMatch(
      /^undetermined: whether 192\.0\.2\.0\/24 holds an address that its provider draws is not known/,
    );
  });

  test('is the client of the file where it has one', async () => {
    const text = `${net}internet { client me 192.0.2.50 }\nwalk w from client to host web:443\n`;
    expect((await wayOf(text)).by[0]).toBe('me');
  });

  test('has the address that is asked for, and is the machine of the file that has it', async () => {
    const text = `${net}walk free from 192.0.2.129 to host web:443
walk denied from 198.51.100.1 to host web:443
walk own from 203.0.113.7 to 198.51.100.1:443
walk inner from 10.1.1.9 to 198.51.100.1:443
walk nobody from 10.1.1.77 to host web:443
`;
    expect((await answersOf(text)).answers).toEqual({
      free: 'delivered, ok',
      denied: 'SG-IN, timeout',
      own: 'delivered to internet, unknown',
      inner: 'delivered to internet, unknown',
      nobody: 'undetermined: nobody in the file has 10.1.1.77',
    });
  });

  test('may be asked in an expectation about all pairs', async () => {
    const text = `${net}expect delivered from internet to host shop:443\nexpect dropped because SG-IN from 198.51.100.1 to host web:443\n`;
    const { diagnostics } = await topologyOf(text);
    expect(diagnostics.filter(({ severity }) => (severity ?? 1) < 3)).toEqual([]);
  });
});

test.each([
  [
    'as a 64500 { announce 198.51.100.0/24 }; host s 203.0.113.9 in a { port 1 }',
    'NK115 203.0.113.9 (host s) is in a, which does not announce it: nobody outside of it gets there',
  ],
  [
    'lan l 10.0.0.0/24 { router r 10.0.0.1 wan 192.168.7.7 }',
    'NK115 192.168.7.7 (router r, outside) is no address of the Internet: no answer comes back to it',
  ],
  [
    'lan l 10.0.0.0/24 { router r 10.0.0.1 wan 198.51.100.7; client c 10.0.1.9 }',
    'NK034 10.0.1.9 (client c) is outside of lan l 10.0.0.0/24: nobody there reaches it',
  ],
  [
    'lan l 10.0.0.0/24 { router r 10.0.0.1 wan 198.51.100.7 }; lan m 10.0.0.0/24 { router t 10.0.0.1 wan 198.51.100.7 }',
    'NK033 198.51.100.7 (router t, outside) is the address of router r, outside too',
  ],
  ['as a 64500 { peer a }', 'NK116 a is no neighbour of itself'],
  [
    'as a 64500 { provider b }; as b 64501 { peer a }',
    'NK116 b says peer a, and a says provider b: one of them is wrong',
  ],
  [
    'as a 64500 { provider b { local-preference much } }; as b 64501',
    'NK116 local-preference much is no number of 0-4294967295: netk leaves it out',
  ],
  ['lan l 10.0.0.0/24 { client c }', 'NK117 client c gets no address: lan l has no router that gives one'],
  [
    'lan l 10.0.0.0/24 { router r 10.0.0.1 wan 198.51.100.7 { dhcp { range 10.0.9.1-10.0.9.9 } } }',
    'NK117 range 10.0.9.1-10.0.9.9 is not in lan l 10.0.0.0/24: who gets such an address reaches nobody',
  ],
])('%s is told: %s', async (inside, told) => {
  const { diagnostics } = await topologyOf(`internet { ${inside} }\n`);
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toContain(told);
});

test('addresses that netk chose are shown with the reason', async () => {
  const { topology } = await topologyOf(
    'internet { as m 64500 { announce 192.0.2.0/24 }; lan l { router r wan 100.64.0.7 in m; client c } }\n',
  );
  expect(createModel(topology).plan.supplied.map(({ label, why }) => `${label}: ${why}`)).toEqual([
    '192.168.1.0/24: A home network has no block of its own here.',
    '192.168.1.1: The first address of lan l.',
    'cgnat 198.19.255.254: The provider translates to an address that it draws; this one stands for it.',
    '192.168.1.2: DHCP of router r: the lowest free address of 192.168.1.1-192.168.1.254.',
  ]);
});

describe('a machine', () => {
  const home = (inside: string, walks: string) => `vpc main 10.1.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.1.1.0/24 zone z1 { route 0.0.0.0/0 -> igw }
  security-group all { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
}
internet {
  lan l 10.0.0.0/24 { router r 10.0.0.1 wan 198.51.100.7 ${inside}; client c; client d 10.0.0.77 }
  host placed 10.1.1.9 in a { eip 203.0.113.9; security-groups all; port 443 }
  host far 93.184.216.34 { port 443 }
  client six 2001:db8::1
}
${walks}
`;

  test('behind a router that translates nothing is not heard again: nobody announces a private address', async () => {
    const text = home('{ napt false }', 'walk w from c to host far:443');
    expect((await answersOf(text)).answers.w).toMatch(/BGP-NOROUTE/);
    expect((await answersOf(home('', 'walk w from c to host far:443'))).answers.w).toBe('delivered, ok');
  });

  test('at home reaches its router by the inner address, and others by the outer one', async () => {
    const walks =
      'walk near from c to router r:443\nwalk far from host far to router r:443\nwalk own from router r to host far:443';
    expect((await answersOf(home('', walks))).answers).toEqual({
      near: 'undetermined: r declares no port: whether something listens on 10.0.0.1:443 is not known, unknown',
      far: 'NAT-IN, timeout',
      own: 'delivered, ok',
    });
  });

  test('of the Internet block that stands in a subnet is one of the VPC', async () => {
    const walks = 'walk w from c to host placed:443\nwalk v from host placed to host far:443';
    expect((await answersOf(home('', walks))).answers).toEqual({ w: 'delivered, ok', v: 'delivered, ok' });
  });

  test('with an IPv6 address alone dials nobody of IPv4', async () => {
    const { answers } = await answersOf(home('', 'walk w from six to host far:443'));
    expect(answers.w).toBe('undetermined: six has no address of IPv4');
  });

  test('of a router without a range gets the lowest address that nobody has', async () => {
    const { topology } = await topologyOf(home('{ dhcp { range 10.0.0.76-10.0.0.99 } }', ''));
    expect(createModel(topology).plan.hosts.map(({ name, address }) => `${name} ${address}`)).toContain('c 10.0.0.76');
  });
});
