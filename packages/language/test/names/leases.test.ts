import { checkTrace } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { tracesOf } from './asking.ts';

const home = (router: string, walk = 'walk w from phone to dhcp') => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
}
internet {
  lan home 192.168.7.0/24 {
    router box 192.168.7.1 wan 198.51.100.17 { ${router} }
    client fixed 192.168.7.20
    client phone
  }
  client far 198.51.100.80
}
${walk}`;

describe('a machine that asks for an address', () => {
  test('gets the lowest free one of the range, a router and a server of names, with four messages', async () => {
    const { w } = await tracesOf(home('dhcp { range 192.168.7.20-192.168.7.99; lease 12h; dns 192.168.7.53 }'));
    expect(checkTrace(w!)).toEqual([]);
    const [route] = w!.routes;
    expect(route?.legs?.map(({ kind, what, answer }) => [kind, what, answer])).toEqual([
      ['lease', 'DHCPDISCOVER', 'DHCPOFFER 192.168.7.21'],
      ['lease', 'DHCPREQUEST 192.168.7.21', 'DHCPACK 192.168.7.21'],
    ]);
    const told = route!.reply.flatMap(({ steps }) => steps.map(({ stage, entry }) => `${stage}: ${entry}`));
    expect(told).toContain('socket: DHCPACK 192.168.7.21/24, router 192.168.7.1, dns 192.168.7.53, lease 43200 s');
    expect(told).toContain('ip route: default via 192.168.7.1 dev eth0');
    expect(told).toContain('resolv.conf: nameserver 192.168.7.53');
  });

  test('sends to everybody from no address: each frame and header is that of RFC 2131', async () => {
    const { w } = await tracesOf(home(''));
    const frames = w!.routes[0]!.forward.flatMap(({ steps }) =>
      steps.flatMap(({ kind, after }) => (kind === 'send' ? after : [])),
    );
    expect(frames).toHaveLength(2);
    for (const frame of frames)
      expect(frame).toMatchObject({
        dmac: 'ff:ff:ff:ff:ff:ff',
        src: '0.0.0.0',
        sport: 68,
        dst: '255.255.255.255',
        dport: 67,
      });
  });

  test.each(['far', 'h'])('%s has its address from nobody whom netk follows', async (from) => {
    const { w } = await tracesOf(home('', `walk w from ${from} to dhcp`));
    expect(w!.verdict).toBe('undetermined');
  });
});
