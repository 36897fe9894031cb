import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { createModel, renderTrace } from '../../../src/index.ts';

const found = async (text: string, code: string): Promise<readonly string[]> =>
  (await topologyOf(text)).model.findings.filter((each) => each.code === code).map(({ message }) => message);

describe('an address that a cloud keeps', () => {
  const hosts = (first: string, ...last: readonly number[]) =>
    last.map((each) => `host h${each} ${first}.${each} in a`).join('\n  ');
  const all = [0, 1, 2, 3, 4, 253, 254, 255];
  test('is one of the first two or the last two in Google Cloud', async () => {
    const rule = 'Google Cloud keeps the first two addresses and the last two of a primary range';
    const text = `vpc v on gcp {\n  subnet a 10.0.0.0/24 { region r1 }\n  ${hosts('10.0.0', ...all)}\n}\n`;
    expect(await found(text, 'NK014')).toEqual([
      `10.0.0.0 (host h0) is the network address of subnet a: ${rule}`,
      `10.0.0.1 (host h1) is the default gateway of subnet a: ${rule}`,
      `10.0.0.254 (host h254) is the last address but one of subnet a: ${rule}`,
      `10.0.0.255 (host h255) is the broadcast address of subnet a: ${rule}`,
    ]);
  });
  test('is none of a secondary range', async () => {
    const text = `vpc v on gcp { subnet a 10.0.0.0/24 { region r1; secondary-range pods 10.8.0.0/24 } }
cluster c on gke in v { clusterCIDR pods; node n in a { podCIDR 10.8.0.0/24; pod p 10.8.0.255 { port 1 } } }`;
    expect(await found(text, 'NK014')).toEqual([]);
  });
  test('is one of the first four or the last in AWS', async () => {
    const text = `vpc v 10.0.0.0/16 on aws {\n  subnet a 10.0.0.0/24 zone z1\n  ${hosts('10.0.0', ...all)}\n}\n`;
    expect((await found(text, 'NK014')).map((each) => each.split(' ')[0])).toEqual(
      [0, 1, 2, 255, 3].map((each) => `10.0.0.${each}`),
    );
  });
});

describe('the ports of a Cloud NAT', () => {
  const network = (lines: string, machines: string) => `vpc v on gcp {
  cloud-nat out ${lines}
  subnet a 10.0.0.0/24 { region r1 }
  subnet b 10.0.1.0/24 { region r2 }
  ${machines}
}
internet { host server 93.184.216.34 { port 443 } }
walk w from h1 to server:443
`;
  const two = 'host h1 10.0.0.4 in a\n  host h2 10.0.0.5 in a';
  const crowded =
    'cloud-nat out has 32768 ports each for at most 1 machines, and serves 2: the others have no way to the Internet';
  test.each([
    ['are too few for its machines', '203.0.113.5 { min-ports-per-vm 32768 }', two, [crowded]],
    ['are enough', '203.0.113.5 { min-ports-per-vm 32256 }', two, []],
    ['are 64 each where nothing is said', '203.0.113.5', two, []],
    [
      'are of its own region alone',
      '203.0.113.5 { region r1; min-ports-per-vm 32768 }',
      'host h1 10.0.0.4 in a\n  host h2 10.0.1.5 in b',
      [],
    ],
    [
      'are not for machines with an address',
      '203.0.113.5 { min-ports-per-vm 32768 }',
      'host h1 10.0.0.4 in a\n  host h2 10.0.0.5 in a { external-ip 203.0.113.9 }',
      [],
    ],
    ['grow with addresses that Google adds', '{ min-ports-per-vm 32768 }', two, []],
  ])('%s', async (_, lines, machines, messages) => {
    expect(await found(network(lines, machines), 'NK118')).toEqual(messages);
  });
  test('are needed by no machine with an external address, which goes out with that one', async () => {
    const text = network('203.0.113.5', 'host h1 10.0.0.4 in a { external-ip 203.0.113.9 }');
    const { topology } = await topologyOf(text);
    expect(renderTrace(createModel(topology).trace(topology.walks[0]!.id))).toContain(
      '203.0.113.9:40000>93.184.216.34:443',
    );
  });
  test('leave a walk undetermined where they are too few: nobody knows who has some', async () => {
    const ends = async (ports: number) => {
      const { topology } = await topologyOf(network(`203.0.113.5 { min-ports-per-vm ${ports} }`, two));
      const { verdict, routes } = createModel(topology).trace(topology.walks[0]!.id);
      return [verdict, ...(routes[0]?.assumes ?? [])];
    };
    expect(await ends(64)).toEqual(['delivered']);
    expect(await ends(32768)).toEqual([
      'undetermined',
      expect.stringContaining('which 1 of 2 machines have ports of cloud-nat out'),
    ]);
  });
});
