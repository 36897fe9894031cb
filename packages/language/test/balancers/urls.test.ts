import { describe, expect, test } from 'vitest';
import { asking, fates, saidAt } from './asking.ts';

const site = (walks: string, more = '') => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a {
    pod web 10.0.1.11 { labels app=web; port 8080 }
    pod next 10.0.1.12 { labels app=next; port 8080 }
    pod edge 10.0.1.13 { labels app=nginx; port http 8080 }
  }
  service web { selector app=web; port 80 -> 8080 }
  service next { selector app=next; port 80 -> 8080 }
  service nginx LoadBalancer on nlb { scheme internal; target-type ip; subnet a 10.0.1.30; selector app=nginx; port web 80 -> http }
  ingress edge on alb {
    scheme internal
    target-type ip
    subnet a 10.0.1.20
    subnet b 10.0.2.20
    actions.old { type redirect; redirectConfig { host "shop.example"; path "/new/#{path}"; statusCode HTTP_301 } }
    actions.tea { type fixed-response; fixedResponseConfig { statusCode 418 } }
    conditions.next { field http-header; httpHeaderName X-Env; values canary }
    rule host "old.example" -> old:use-annotation
    rule host "tea.example" -> tea:use-annotation
    rule host "shop.example" path "/" -> next:80
    rule host "shop.example" path "/" -> web:80
    rule host "*.wild.example" path "/a*" -> web:80
  }
  ingress safe on alb {
    scheme internal
    target-type ip
    subnet a 10.0.1.21
    subnet b 10.0.2.21
    listen-ports HTTP:80 HTTPS:443
    certificate-arn "arn:aws:acm:us-east-1:111122223333:certificate/x"
    ssl-redirect 443
    rule host "safe.example" path "/" -> web:80
  }
  ingress deep on nginx { rule host "deep.example" path "/" -> web:80 }
  ${more}
}
${walks}`;

/** The only walk's fates, and what its last rule said. */
async function asked(to: string, settings = '', more = '') {
  const { errors, traces } = await asking(site(`walk ask from h to ${to} { ${settings} }`, more));
  expect(errors).toEqual([]);
  const trace = traces.ask!;
  return {
    fate: Object.keys(fates(trace)),
    reasons: trace.reasons ?? trace.routes[0]?.assumes,
    rule: saidAt(trace, 'listener rule'),
  };
}

describe('a URL', () => {
  test.each([
    'http://shop.example',
    'http://shop.example/',
    'HTTP://SHOP.Example/',
    'http://shop.example:80/',
    'http://shop.example:/',
    'http://shop.example#part',
    'http://user@shop.example/',
    'http://user:word@shop.example:80/#part',
  ])('%s reaches the first page of the shop', async (url) => {
    expect(await asked(`"${url}"`)).toMatchObject({ fate: ['delivered, ok'] });
  });

  test('is asked with its path and query, and without its part', async () => {
    const { rule } = await asked('"http://old.example/cart?a=1#part"');
    expect(rule).toEqual([
      'GET old.example/cart: host old.example: redirect 301 → http://shop.example:80/new/cart?a=1',
    ]);
  });

  test.each([
    'ftp://shop.example/',
    'http://',
    'http:///x',
    'http://shop.example:0/',
    'http://shop.example:65536/',
    'http://shop.example:x/',
    'http://*.wild.example/a',
    'http://a b/',
    'shop.example',
  ])('%s is none of HTTP', async (url) => {
    expect((await asked(`"${url}"`)).reasons?.[0]).toMatch(/is no URL of HTTP|is not declared/);
  });

  test('of a host that nobody claims is not answered, and the host is named', async () => {
    expect((await asked('"http://nobody.example/"')).reasons).toEqual([
      'no record, Ingress or Gateway of the file claims the name nobody.example',
    ]);
    // a wildcard needs a label in its place
    expect((await asked('"http://wild.example/a"')).reasons?.[0]).toContain('claims the name wild.example');
  });

  test('of a host that two claim is not answered, and both are named', async () => {
    const other =
      'ingress other on alb { scheme internal; target-type ip; subnet a 10.0.1.22; subnet b 10.0.2.22; rule host "shop.example" path "/" -> web:80 }';
    expect((await asked('"http://shop.example/"', '', other)).reasons).toEqual([
      'edge and other both claim shop.example: a record has to say which',
    ]);
  });

  test('of an address has the address as its host, unless a header names another', async () => {
    expect(await asked('"http://10.0.1.20/"')).toMatchObject({
      fate: ['LB-RULE, http-404'],
      rule: ['GET 10.0.1.20/: no rule fits: answer 404'],
    });
    expect(await asked('"http://10.0.1.20/"', 'header "Host: shop.example"')).toMatchObject({
      fate: ['delivered, ok'],
    });
  });

  test('of a port without a listener is not let in', async () => {
    expect(await asked('"http://shop.example:8080/"')).toMatchObject({ fate: ['SG-IN, timeout'] });
  });
});

describe('a rule of an ALB', () => {
  test.each([
    ['http://tea.example/', '', 'delivered, http-418'],
    ['http://x.wild.example/abc', '', 'delivered, ok'],
    ['http://x.wild.example/b', '', 'LB-RULE, http-404'],
    ['http://safe.example/a/b?c=d', '', 'delivered, http-301'],
    ['https://safe.example/a/b?c=d', '', 'delivered, ok'],
    ['https://safe.example:80/', '', 'LB-TLS, closed'],
    ['http://safe.example:443/', '', 'LB-TLS, http-400'],
  ])('answers %s %swith %s', async (url, settings, fate) => {
    expect(await asked(`"${url}"`, settings)).toMatchObject({ fate: [fate] });
  });

  test('sends by a header to another Service, and by another value not', async () => {
    const to = async (settings: string) => {
      const { traces } = await asking(site(`walk ask from h to "http://shop.example/" { ${settings} }`));
      return traces.ask!.routes.map(({ forward }) => forward.at(-1)!.device);
    };
    expect(new Set(await to('header "X-Env: canary"'))).toEqual(new Set(['next']));
    expect(new Set(await to('header "x-env: CANARY"'))).toEqual(new Set(['next']));
    expect(new Set(await to('header "X-Env: other"'))).toEqual(new Set(['web']));
    expect(new Set(await to(''))).toEqual(new Set(['web']));
  });

  const conditional = (condition: string) =>
    `ingress more on alb { scheme internal; target-type ip; subnet a 10.0.1.23; subnet b 10.0.2.23
      conditions.next { ${condition} }
      rule host "more.example" path "/" -> next:80
      rule host "more.example" path "/" -> web:80 }`;
  test.each([
    ['field http-request-method; values POST PUT', 'http://more.example/', 'method POST', 'http://more.example/', ''],
    ['field query-string; values "v=2"', 'http://more.example/?v=2', '', 'http://more.example/?v=22', ''],
    ['field query-string; values "v=2"', 'http://more.example/?a=1&V=2', '', 'http://more.example/?a=2', ''],
    ['field source-ip; values 10.0.1.0/28', 'http://more.example/', '', undefined, ''],
    ['field source-ip; values 10.9.0.0/16', undefined, '', 'http://more.example/', ''],
  ])('with %s holds for %s %s, and not for %s', async (condition, yes, settings, no, otherwise) => {
    const end = async (url: string, how: string) => {
      const { errors, traces } = await asking(site(`walk ask from h to "${url}" { ${how} }`, conditional(condition)));
      expect(errors).toEqual([]);
      return new Set(traces.ask!.routes.map(({ forward }) => forward.at(-1)!.device));
    };
    if (yes !== undefined) expect(await end(yes, settings)).toEqual(new Set(['next']));
    if (no !== undefined) expect(await end(no, otherwise)).toEqual(new Set(['web']));
  });
});

describe('what is asked of a balancer by its element', () => {
  test('a port that has no such name is said to be none', async () => {
    expect((await asked('load-balancer nginx:nope')).reasons).toEqual(["no port of nginx is called 'nope'"]);
    expect(await asked('load-balancer nginx:web')).toMatchObject({ fate: ['LB-RULE, http-404'] });
  });

  test('a header or method makes a request of it, also behind a balancer that reads none', async () => {
    expect(await asked('load-balancer nginx', 'header "Host: deep.example"')).toMatchObject({
      fate: ['delivered, ok'],
    });
    expect(await asked('load-balancer nginx', 'header "Host: other.example"')).toMatchObject({
      fate: ['LB-RULE, http-404'],
    });
  });

  test('an Ingress of nginx is reached by the balancer of the controller’s Service', async () => {
    for (const to of ['ingress deep', '"http://deep.example/"'])
      expect(await asked(to)).toMatchObject({
        fate: ['delivered, ok'],
        rule: ['GET deep.example/: host deep.example, path /*: forward'],
      });
  });

  test('a balancer that its controller refuses is answered by the controller’s reason', async () => {
    const none =
      'ingress bad on alb { scheme internet-facing; target-type ip; rule host "bad.example" path "/" -> web:80 }';
    const { traces } = await asking(
      site('walk one from h to ingress bad\nwalk two from h to "http://bad.example/"', none),
    );
    expect(traces.one!.reasons?.[0]).toMatch(/^bad has no load balancer: ingress bad: .*subnet/);
    expect(traces.two!.routes[0]?.assumes).toEqual(traces.one!.reasons);
  });

  test('nginx whose route leads back to itself is undetermined, and says after how many connections', async () => {
    const circle = 'ingress loop on nginx { rule host "loop.example" path "/" -> nginx:80 }';
    const { traces } = await asking(site('walk ask from h to "http://loop.example/"', circle));
    expect(traces.ask!.verdict).toBe('undetermined');
    expect(traces.ask!.routes[0]?.assumes).toEqual(['more than 8 connections one behind the other, by relays']);
  });

  test('a ping to a balancer is not let in', async () => {
    for (const to of ['ingress edge', 'load-balancer nginx'])
      expect(Object.keys(fates((await asking(site(`walk ask from h to ${to} protocol icmp`))).traces.ask!))).toEqual([
        'SG-IN, timeout',
      ]);
  });
});
