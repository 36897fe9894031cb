import { expect, test } from 'vitest';
import { asking, fates } from './asking.ts';

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
