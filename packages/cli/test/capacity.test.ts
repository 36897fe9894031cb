import { describe, expect, test } from 'vitest';
import { netk } from './netk.ts';

/** A /22 has 1,019 usable addresses; each node takes 3 for its interfaces and 22 for pods: 40 × 25 = 1,000. */
const text = (nodes: number) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.4.0/22 zone az1
}
cluster c on eks in main {
  cni vpc-cni { WARM_IP_TARGET 1; MINIMUM_IP_TARGET 22 }
  nodegroup web m5.large nodes ${nodes} in a
}
`;

const subnetOf = async (nodes: number) => {
  const { out } = await netk(['capacity', '-', '--format', 'json'], { stdin: text(nodes) });
  return JSON.parse(out).subnets[0];
};

describe('a subnet for 40 nodes', () => {
  test('exhausts at the 41st node', async () => {
    expect(await subnetOf(40)).toMatchObject({ usable: 1019, demand: 1000, exhaustedAtNode: 41 });
    expect(await subnetOf(45)).toMatchObject({ usable: 1019, demand: 1125, exhaustedAtNode: 41 });
    const { code, out } = await netk(['capacity', '-'], { stdin: text(45) });
    expect(code).toBe(0);
    const [head, row] = out
      .split('\n')
      .slice(-3)
      .map((line) => line.split(/ {2,}/));
    expect(head?.at(-1)).toBe('EXHAUSTED AT NODE');
    expect(row?.slice(0, 2)).toEqual(['a', '10.0.4.0/22']);
    expect(row?.at(-1)).toBe('41');
  });
  test('is a finding of check from the 41st node on', async () => {
    expect((await netk(['check', '-'], { stdin: text(40) })).out).not.toContain('NK037');
    const { out } = await netk(['check', '-'], { stdin: text(41) });
    expect(out).toContain(
      'warning NK037 subnet a 10.0.4.0/22 has 1019 usable addresses, and its 41 nodes hold 1025 with their warm pools: it is exhausted at node 41; set WARM_IP_TARGET and MINIMUM_IP_TARGET',
    );
  });
});
