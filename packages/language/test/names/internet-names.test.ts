import { describe, expect, test } from 'vitest';
import { asking } from '../balancers/asking.ts';
import { allQuestions, questions, serverSteps, told, tracesOf } from './asking.ts';

const home = (zones: string, walks: string, software = '') => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
}
vpc spare 10.9.0.0/16 on aws { subnet s 10.9.1.0/24 zone az1 { host k 10.9.1.5 } }
internet {
  lan home 192.168.7.0/24 {
    router box 192.168.7.1 wan 198.51.100.17 { dhcp { range 192.168.7.20-192.168.7.99 }; dns-forwarder 198.51.100.53 }
    client laptop 192.168.7.23
  }
  client direct 198.51.100.80 { dns 198.51.100.53 }
  resolver rec 198.51.100.53 { ${software} }
  dns-zone "." at 198.41.0.4 { record "example" NS 192.5.6.30 }
  dns-zone "example" at 192.5.6.30 { }
  ${zones}
}
${walks}`;

const shop =
  'dns-zone "shop.example" at 203.0.113.53 { record "@" A 192.0.2.1; record "www" CNAME "shop.example"; record "a.b.c" A 192.0.2.9; record "*.wild" A 192.0.2.7 }';

describe('a recursive resolver', () => {
  test('asks from the root on, of each server for a part of the name, and the forwarder at home asks it', async () => {
    const { w } = await tracesOf(home(shop, 'walk w from laptop to dns "www.shop.example." type A'));
    expect(allQuestions(w!)).toEqual([
      'laptop → box: A www.shop.example: CNAME shop.example, 192.0.2.1',
      'box → rec: A www.shop.example: CNAME shop.example, 192.0.2.1',
      'rec → server of .: A example: referral to example',
      'rec → server of example: A shop.example: referral to shop.example',
      'rec → server of shop.example: A www.shop.example: CNAME shop.example, 192.0.2.1',
      // the server said so already: what it tells of another name is not taken from it
      'rec → server of shop.example: A shop.example: 192.0.2.1',
    ]);
    expect(told(w!)).toBe('192.0.2.1');
  });

  test('BIND minimises with questions for NS; names between the zone and the one that is asked for come first', async () => {
    const walk = 'walk w from direct to dns "a.b.c.shop.example." type A';
    const { w } = await tracesOf(home(shop, walk, 'software bind 9.18'));
    expect(allQuestions(w!).map((each) => each.split(': ')[1])).toEqual([
      'A a.b.c.shop.example',
      'NS example',
      'NS shop.example',
      'NS c.shop.example',
      'NS b.c.shop.example',
      'A a.b.c.shop.example',
    ]);
  });

  test('wildcards stand for what is not there', async () => {
    const { w, apex } = await tracesOf(
      home(
        shop,
        'walk w from direct to dns "x.y.wild.shop.example."\nwalk apex from direct to dns "wild.shop.example."',
      ),
    );
    expect(told(w!)).toBe('192.0.2.7');
    expect(told(apex!)).toBe('nodata EAI_NODATA');
  });

  const chain = (length: number) => {
    const links = Array.from({ length }, (_, i) => `record "c${i}" CNAME "c${i + 1}.shop.example"`).join('; ');
    // each alias is in a zone of its own server, so that nobody gives the chain at once
    return `dns-zone "shop.example" on route53 { ${links}; record "c${length}" A 192.0.2.3 }`;
  };

  test.each([
    [11, '192.0.2.3'],
    [32, 'servfail EAI_AGAIN'],
  ])('%i aliases one behind the other: %s', async (length, answer) => {
    const split = Array.from(
      { length },
      (_, i) => `dns-zone "z${i}.example" on route53 { record "@" CNAME "z${i + 1}.example" }`,
    );
    const zones = [...split, `dns-zone "z${length}.example" on route53 { record "@" A 192.0.2.3 }`].join('\n');
    const { w } = await tracesOf(home(zones, 'walk w from direct to dns "z0.example."'));
    expect(told(w!)).toBe(answer);
    if (length > 11) expect(w!.routes[0]?.cause).toBe('DNS-LOOP');
    expect(chain(2)).toContain('c2');
  });

  test('a circle of aliases is a failure', async () => {
    const circle = `dns-zone "one.example" on route53 { record "a" CNAME "a.two.example" }
  dns-zone "two.example" on route53 { record "a" CNAME "a.one.example" }`;
    const { w } = await tracesOf(home(circle, 'walk w from direct to dns "a.one.example."'));
    expect(w!.routes[0]).toMatchObject({ cause: 'DNS-LOOP', client: 'servfail' });
  });

  // what was seen: SOA record TTL / MINIMUM, asked again
  test.each<[string, string, number, string, boolean]>([
    ['unbound', '20s', 300, '10s', true],
    ['unbound', '20s', 300, '30s', false],
    ['unbound', '300s', 20, '30s', false],
    ['bind', '300s', 20, '30s', true],
    ['bind', '300s', 2, '4s', true],
    ['unbound', '300s', 2, '4s', false],
    ['bind', '3600s', 0, '10s', true],
    ['unbound', '3600s', 0, '10s', false],
    ['bind', '0s', 300, '1s', false],
  ])('%s keeps what is not there (SOA %s, MINIMUM %i) for %s: %s', async (software, ttl, minimum, idle, isKept) => {
    const zone = `dns-zone "shop.example" at 203.0.113.53 { record "@" SOA "ns.shop.example h.shop.example 1 7200 900 1209600 ${minimum}" ttl ${ttl} }`;
    const { w } = await tracesOf(
      home(zone, `walk w from direct to dns "nope.shop.example." type A { idle ${idle} }`, `software ${software}`),
    );
    expect(serverSteps(w!).some((each) => each.includes('(kept'))).toBe(isKept);
    expect(told(w!)).toBe('nxdomain EAI_NONAME');
  });

  test('a server that is not there ends the walk where the packet died', async () => {
    const text = home(shop, 'walk w from h to dns "shop.example." type A').replace(
      'host h 10.0.1.5 }',
      'host h 10.0.1.5 { resolv.conf { nameserver 10.0.1.77; options timeout:1 } } }',
    );
    const { w } = await tracesOf(text);
    expect(w!.routes[0]).toMatchObject({ verdict: 'not-delivered', cause: 'ARP-FAIL', client: 'timeout' });
  });
});

describe('a machine that keeps answers itself', () => {
  const asks = async (client: string, idle: string) => {
    const text = home(shop, `walk w from direct to dns "shop.example." type A { idle ${idle} }`);
    const { w } = await tracesOf(text.replace('{ dns 198.51.100.53 }', `{ dns 198.51.100.53; ${client} }`));
    expect(told(w!)).toBe('192.0.2.1');
    return [w!.routes[0]?.lookup?.queries, w!.routes[0]?.legs?.[0]?.flow.to, w!.routes[0]?.legs?.[0]?.fromCache];
  };
  test.each<[string, string, number, string, true | undefined]>([
    ['browser-cache 60s', '20s', 0, 'its browser', true],
    ['browser-cache 60s', '61s', 1, 'rec', undefined],
    ['systemd-resolved true', '299s', 0, 'systemd-resolved', true],
    ['nscd true', '301s', 1, 'rec', undefined],
    ['nscd false', '20s', 1, 'rec', undefined],
  ])('%s, asked again after %s: %i questions, answered by %s', async (client, idle, queries, by, fromCache) => {
    expect(await asks(client, idle)).toEqual([queries, by, fromCache]);
  });
});

describe('the resolver of a VPC', () => {
  const zones = `${shop}
  dns-zone "corp.internal" on route53 private in main { record "db" A 10.0.1.9 }
  dns-zone "shop.example" on route53 private in main { record "www" A 10.0.1.7 }`;
  test.each<[string, string, string]>([
    ['h', 'db.corp.internal.', '10.0.1.9'],
    ['h', 'www.shop.example.', '10.0.1.7'],
    ['h', 'shop.example.', 'nodata EAI_NODATA'],
    ['k', 'www.shop.example.', '192.0.2.1'],
    ['k', 'db.corp.internal.', 'nxdomain EAI_NONAME'],
    ['laptop', 'www.shop.example.', '192.0.2.1'],
    ['laptop', 'db.corp.internal.', 'nxdomain EAI_NONAME'],
  ])('%s asks for %s: %s', async (from, name, answer) => {
    const { w } = await tracesOf(home(zones, `walk w from ${from} to dns "${name}"`));
    expect(told(w!)).toBe(answer);
    if (name.startsWith('db') && from !== 'h') expect(w!.routes[0]?.cause).toBe('DNS-PHZ');
  });

  test('a VPC without DNS support has none', async () => {
    const text = home(shop, 'walk w from h to dns "www.shop.example."').replace(
      'vpc main 10.0.0.0/16 on aws {',
      'vpc main 10.0.0.0/16 on aws {\n  enable-dns-support false',
    );
    const { w } = await tracesOf(text);
    // a host that declares no port may have a server of its own
    expect(told(w!)).toBe('? h declares no port: whether something listens on 127.0.0.1:53 is not known');
    const { w: closed } = await tracesOf(text.replace('host h 10.0.1.5', 'host h 10.0.1.5 { port 80 }'));
    expect(told(closed!)).toBe('servfail EAI_AGAIN');
    expect(questions(closed!)[0]).toBe('A www.shop.example: nobody listens there');
  });

  test('a name that the file says nothing about is not known', async () => {
    const { w } = await tracesOf(home(shop, 'walk w from h to dns "www.elsewhere.dev."'));
    expect(told(w!)).toMatch(/^\? no record, Ingress or Gateway of the file claims the name www.elsewhere.dev/);
  });
});

describe('records of one name, by their routing policy', () => {
  const zone = (records: string) => `dns-zone "shop.example" on route53 { ${records} }`;
  const shares = async (records: string) => {
    const { w } = await tracesOf(home(zone(records), 'walk w from direct to dns "shop.example." type A'));
    return Object.fromEntries(w!.routes.map(({ lookup, fraction }) => [lookup?.answers.join(' ') ?? '?', fraction]));
  };
  const weighted = (weights: readonly number[], more = '') =>
    weights
      .map(
        (weight, i) => `record "@" A 192.0.2.${i + 1} { set-identifier s${i}; weight ${weight}${i === 0 ? more : ''} }`,
      )
      .join('; ');

  test('weights are shares, and 0 is never answered', async () => {
    expect(await shares(weighted([10, 30]))).toEqual({ '192.0.2.1': '1/4', '192.0.2.2': '3/4' });
    expect(await shares(weighted([1, 0]))).toEqual({ '192.0.2.1': '1' });
    expect(await shares(weighted([0, 0]))).toEqual({ '192.0.2.1': '1/2', '192.0.2.2': '1/2' });
  });

  test('what its health check finds unhealthy is left out, unless all are', async () => {
    expect(await shares(weighted([10, 30], '; health-check unhealthy'))).toEqual({ '192.0.2.2': '1' });
    expect(await shares(weighted([10], '; health-check unhealthy'))).toEqual({ '192.0.2.1': '1' });
  });

  test('the secondary is answered where the primary is unhealthy', async () => {
    const both = (health: string) =>
      `record "@" A 192.0.2.1 { failover PRIMARY; health-check ${health} }; record "@" A 192.0.2.2 { failover SECONDARY }`;
    expect(await shares(both('healthy'))).toEqual({ '192.0.2.1': '1' });
    expect(await shares(both('unhealthy'))).toEqual({ '192.0.2.2': '1' });
  });

  test('multivalue answers stand together', async () => {
    const records = [1, 2, 3]
      .map((i) => `record "@" A 192.0.2.${i} { set-identifier m${i}; multivalue-answer true }`)
      .join('; ');
    expect(await shares(records)).toEqual({ '192.0.2.1 192.0.2.2 192.0.2.3': '1' });
  });

  test('which region is the nearest is not known', async () => {
    const records = 'record "@" A 192.0.2.1 { region us-east-1 }; record "@" A 192.0.2.2 { region eu-west-1 }';
    const { w } = await tracesOf(home(zone(records), 'walk w from direct to dns "shop.example." type A'));
    expect(told(w!)).toMatch(/^\? shop.example is answered by the nearest of us-east-1, eu-west-1/);
  });

  test('a pin names a set', async () => {
    const text = home(
      zone(weighted([10, 30])),
      'walk w from direct to dns "shop.example." type A { choose record s1 }',
    );
    const { w } = await tracesOf(text);
    expect(told(w!)).toBe('192.0.2.2');
  });
});

describe('the servers of a zone', () => {
  const tree = (
    servers: string,
    more = '',
  ) => `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5; host i 10.0.1.6 } }
internet {
  as isp 64500 { announce 198.51.100.0/24; peer far }
  as far 64501 { announce 203.0.113.0/24 }
  host k 198.51.100.9 in isp
  resolver r 198.51.100.53 in isp { ${more} }
  ${servers}
}
walk w from k to dns "www.shop.example." type A`;
  const zone = (at: string) => `dns-zone "shop.example" ${at} { record "www" A 192.0.2.1 }`;

  test('that stand nowhere are taken for reached, and the answer says so', async () => {
    const { w } = await tracesOf(tree(zone('')));
    expect(w!.routes[0]).toMatchObject({
      verdict: 'delivered',
      assumes: ['the server of zone shop.example stands nowhere in the file: that it is reached is taken for granted'],
    });
  });

  test('that stand somewhere are asked, and nothing is taken for granted', async () => {
    const { w } = await tracesOf(tree(zone('at 203.0.113.5')));
    expect(told(w!)).toBe('192.0.2.1');
    expect(w!.routes[0]?.assumes).toBeUndefined();
  });

  test('are asked one after the other, where one does not answer: unbound waits 376 ms, BIND 800', async () => {
    // the first one is private
    const servers = zone('at 10.0.1.5, 203.0.113.5');
    for (const [software, seconds] of [
      ['', 0.376],
      ['software bind', 0.8],
    ] as const) {
      const { w } = await tracesOf(tree(servers, software));
      expect(told(w!)).toBe('192.0.2.1');
      expect(w!.routes[0]?.lookup?.seconds).toBe(seconds);
      expect(allQuestions(w!)).toEqual(expect.arrayContaining([expect.stringMatching(/→ 10\.0\.1\.5:53.*no answer/)]));
      expect(w!.routes[0]?.assumes).toEqual([
        'zone shop.example has 2 servers, and resolvers draw whom they ask: one is shown, all have the same records',
      ]);
    }
  });

  test('that are silent all leave the resolver without an answer', async () => {
    const { w } = await tracesOf(tree(zone('at 10.0.1.5, 10.0.1.6')));
    expect(told(w!)).toMatch(/^(timeout|servfail) EAI_AGAIN/);
  });
});

test('a record that nobody could have leaves the answer open, and no other record', async () => {
  const text = home(
    'dns-zone "shop.example" on route53 { record "www" A 192.0.2.1; record "www" AAAA 192.0.2.9 }',
    'walk four from h to dns "www.shop.example." type A\nwalk six from h to dns "www.shop.example." type AAAA',
  );
  const { errors, traces } = await asking(text);
  expect(errors).toEqual([
    'www: 192.0.2.9 is no address of IPv6, which an AAAA record has; questions for it have no known answer',
  ]);
  expect(told(traces.four!)).toBe('192.0.2.1');
  expect(told(traces.six!)).toBe('? www.shop.example: 192.0.2.9 is no address of IPv6, which an AAAA record has');
});

test('a service of AWS has addresses, and one stands for those that nobody knows', async () => {
  const { w } = await tracesOf(home('', 'walk w from h to "https://sts.eu-west-1.amazonaws.com/"'));
  expect(told(w!)).toBe('198.19.64.1');
});
