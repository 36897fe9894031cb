import { showCidr, showIp } from '../../base/addr/index.ts';
import type { Device } from '../../network/network.ts';
import { comment, type Line } from './line.ts';

/** The output of `wg show`. Keys are drawn by the machines: in their place stands whose they are. Undefined: no WireGuard is there. */
export function showWireguard({ interfaces }: Device): readonly Line[] | undefined {
  const ends = interfaces.filter(({ tunnel }) => tunnel?.kind === 'wireguard');
  if (ends.length === 0) return undefined;
  return ends.flatMap(({ name, tunnel }): readonly Line[] => [
    comment('public keys are drawn: (n1) is that of n1'),
    { text: `interface: ${name}` },
    { text: `  public key: (${tunnel!.key})` },
    { text: '  private key: (hidden)' },
    { text: `  listening port: ${tunnel!.port}` },
    ...(tunnel!.peers ?? []).flatMap(({ key, endpoint, port, allowed }) => [
      { text: '' },
      { text: `peer: (${key})` },
      { text: `  endpoint: ${showIp(endpoint)}:${port}` },
      { text: `  allowed ips: ${allowed.map(showCidr).join(', ')}` },
    ]),
  ]);
}
