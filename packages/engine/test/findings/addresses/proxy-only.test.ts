import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';

const found = async (code: string, text: string): Promise<string[]> =>
  (await topologyOf(text)).model.findings.filter((each) => each.code === code).map(({ message }) => message);

const net = (...lines: readonly string[]) =>
  `vpc main on gcp {\n  subnet a 10.128.0.0/20 { region r1 }\n  ${lines.join('\n  ')}\n}\n`;
const proxies = (name: string, block: string, more = '') =>
  `subnet ${name} ${block} { region r1; purpose REGIONAL_MANAGED_PROXY; ${more} }`;

describe('a proxy-only subnet', () => {
  test.each([
    ['of 64 addresses or more is taken', net(proxies('p', '10.129.0.0/26')), []],
    [
      'of fewer is not',
      net(proxies('p', '10.129.0.0/27')),
      ['proxy-only subnet p is a /27: Google makes none smaller than a /26'],
    ],
    [
      'may have another that is kept',
      net(proxies('p', '10.129.0.0/23'), proxies('q', '10.129.2.0/23', 'role BACKUP')),
      [],
    ],
    [
      'is the only active one of its region',
      net(proxies('p', '10.129.0.0/23'), proxies('q', '10.129.2.0/23')),
      ['proxy-only subnet q: its region has an active one, p; another is role BACKUP'],
    ],
    [
      'has no machine',
      net(proxies('p', '10.129.0.0/23'), 'host h 10.129.0.9 in p'),
      ["h stands in p, which is for Google's proxies alone"],
    ],
    ['is none where its purpose is another', net('subnet p 10.129.0.0/28 { region r1; purpose PRIVATE; host h }'), []],
  ])('%s', async (_, text, messages) => {
    expect(await found('NK113', text)).toEqual(messages);
  });
  test('that the firewall keeps out is told: its proxies reach nobody', async () => {
    const cluster = `cluster c on gke in main {
  clusterCIDR 10.8.0.0/14
  node n 10.128.0.11 in a { pod web { labels app=web; port 8080 } }
  service web { selector app=web; port 80 -> 8080 }
  ingress i on gce-internal { default-backend web:80 }
}
`;
    const rule = 'firewall-rule f { ingress 900 deny all from 10.129.0.0/16 }';
    expect(await found('NK110', net(proxies('p', '10.129.0.0/23')) + cluster)).toEqual([]);
    expect(await found('NK110', net(proxies('p', '10.129.0.0/23'), rule) + cluster)).toEqual([
      'the firewall does not let its proxies from 10.129.0.0/23 in to port 8080 of web (f 900: all ← 10.129.0.0/16 DENY): requests to it are answered with 503',
    ]);
  });
});
