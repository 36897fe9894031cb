import { describe, expect, test } from 'vitest';
import { asking, fates, saidAt } from './asking.ts';

const site = (lines: string, walk: string) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080 } }
  service web { selector app=web; port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; subnet a 10.0.1.100; subnet b 10.0.2.100; ${lines} }
}
walk ask from h to ${walk}`;

const asked = async (lines: string, walk: string) => {
  const { errors, diagnostics, traces } = await asking(site(lines, walk));
  return {
    errors,
    told: diagnostics.filter(({ code }) => code === 'NK086').map(({ message }) => message),
    ask: traces.ask!,
  };
};

test('a listener for TLS without a certificate has the one that is found by the hosts of its rules', async () => {
  const { errors, ask } = await asked(
    'listen-ports HTTPS:443; rule host "shop.example" path "/" -> web:80',
    '"https://shop.example/"',
  );
  expect(errors).toEqual([]);
  expect(fates(ask)).toEqual({ 'delivered, ok': 1 });
});

test('without a host none is found: no balancer is made, and the walk and its line say why', async () => {
  const why = 'port 443 needs a certificate: none is written, and no rule has a host by which one could be found';
  const { told, ask } = await asked('listen-ports HTTPS:443; rule path "/" -> web:80', 'ingress edge');
  expect(told).toEqual([expect.stringContaining(why)]);
  expect(ask).toMatchObject({ verdict: 'undetermined', reasons: [expect.stringContaining(why)] });
});

test('with a certificate that is written every host is answered by the rules alone', async () => {
  const lines =
    'certificate-arn "arn:aws:acm:eu-central-1:111122223333:certificate/x"; rule host "shop.example" path "/" -> web:80';
  expect(fates((await asked(lines, '"https://shop.example/"')).ask)).toEqual({ 'delivered, ok': 1 });
  const other = await asked(lines, '"https://10.0.1.100/" { header "Host: other.example" }');
  expect(fates(other.ask)).toEqual({ 'LB-RULE, http-404': 1 });
});

describe('a certificate whose hosts are written', () => {
  const rules = ['shop.example', 'a.shop.example', 'b.a.shop.example', 'other.example']
    .map((host) => `rule host "${host}" path "/" -> web:80`)
    .join('; ');
  const shop = 'certificate-arn shop { hosts "shop.example", "*.shop.example" }';
  const other = 'certificate-arn other { hosts "OTHER.example" }';

  test.each([
    ['for its own name', shop, 'shop.example', 'delivered, ok'],
    ['for one label of its wildcard', shop, 'a.shop.example', 'delivered, ok'],
    ['not for two labels of it', shop, 'b.a.shop.example', 'LB-TLS, closed'],
    ['not for another name', shop, 'other.example', 'LB-TLS, closed'],
    ['beside one for that name, whichever stands first', `${shop}; ${other}`, 'other.example', 'delivered, ok'],
    ['beside one for that name, whichever stands first', `${other}; ${shop}`, 'other.example', 'delivered, ok'],
    ['beside one of which nobody says what it is for', `${shop}; certificate-arn x`, 'other.example', 'delivered, ok'],
  ])('is good %s', async (_, certificates, host, fate) => {
    const { errors, ask } = await asked(`${certificates}; ${rules}`, `"https://${host}/"`);
    expect(errors).toEqual([]);
    expect(fates(ask)).toEqual({ [fate]: 1 });
  });

  test('is the one that the walk names, or the default that the client does not take', async () => {
    const good = await asked(`${shop}; ${other}; ${rules}`, '"https://other.example/"');
    expect(saidAt(good.ask, 'listener')).toEqual(['other.example: certificate other (OTHER.example)']);
    const bad = await asked(`${shop}; ${rules}`, '"https://other.example/"');
    expect(saidAt(bad.ask, 'listener')[0]).toMatch(
      /^ALB edge az\d:443 has no certificate for other\.example, and shows its default, certificate shop \(shop\.example, \*\.shop\.example\)/,
    );
  });

  test('is compared with the URL, and not with what the request names', async () => {
    const named = await asked(`${shop}; ${rules}`, '"https://10.0.1.100/" { header "Host: shop.example" }');
    expect(fates(named.ask)).toEqual({ 'LB-TLS, closed': 1 });
    const other = await asked(`${shop}; ${rules}`, '"https://shop.example/" { header "Host: other.example" }');
    expect(fates(other.ask)).toEqual({ 'delivered, ok': 1 });
  });

  test('is compared by the client behind a balancer that passes its connection on, and by no health check', async () => {
    const lines = `${shop}; ${rules}; rule path "/" -> web:80; enable-frontend-nlb true; frontend-nlb-healthcheck-protocol HTTPS`;
    const good = await asked(lines, '"https://shop.example/"');
    expect(fates(good.ask)).toEqual({ 'delivered, ok': 1 });
    expect(saidAt(good.ask, 'target group').filter((each) => each.includes('none is healthy'))).toEqual([]);
    expect(fates((await asked(lines, '"https://other.example/"')).ask)).toEqual({ 'LB-TLS, closed': 1 });
  });
});

test('nginx shows its own certificate, which nobody takes, to who asks for a host without one', async () => {
  const text = (host: string) => `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 } }
cluster c on eks in main {
  node n m5.large in a {
    pod web { labels app=web; port 8080 }
    pod nginx { labels app=nginx; port 80; port 443 }
  }
  service web { selector app=web; port 80 -> 8080 }
  service nginx LoadBalancer on nlb { scheme internal; target-type ip; subnet a 10.0.1.20; selector app=nginx; port http 80; port https 443 }
  ingress one on nginx { tls "one.example"; rule host "one.example" path "/" -> web:80 }
  ingress two on nginx { rule host "two.example" path "/" -> web:80 }
}
walk ask from h to "https://${host}/"`;
  const answers = await Promise.all(['one.example', 'two.example'].map((host) => asking(text(host))));
  expect(answers.map(({ traces }) => fates(traces.ask!))).toEqual([{ 'delivered, ok': 1 }, { 'LB-TLS, closed': 1 }]);
  expect(saidAt(answers[1]!.traces.ask!, 'listener')).toContainEqual(
    expect.stringContaining(
      'two.example, and shows its default, certificate Kubernetes Ingress Controller Fake Certificate',
    ),
  );
});
