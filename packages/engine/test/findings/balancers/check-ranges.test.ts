import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';

async function found(rule: string, lines: string): Promise<string[]> {
  const { model, diagnostics } = await topologyOf(`vpc main on gcp {
  subnet a 10.128.0.0/20 { secondary-range pods 10.8.0.0/14 }
  ${rule}
}
cluster c on gke in main {
  clusterCIDR pods
  node n 10.128.0.11 in a { pod web { labels app=web; port 8080 } }
  node m 10.128.0.12 in a
  ${lines}
}
`);
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  return model.findings.filter(({ code }) => code === 'NK110').map(({ message }) => message);
}

const service = 'service web LoadBalancer on passthrough 203.0.113.210 { selector app=web; port 80 -> 8080 }';
const pods = 'service web { selector app=web; port 80 -> 8080 }\n  ingress i on gce { default-backend web:80 }';
const nodes =
  'service web NodePort { selector app=web; port 80 -> 8080 nodePort 30080 }\n  ingress i on gce { backend instance-group; default-backend web:80 }';

describe("Google's health checks", () => {
  test.each([
    ['rules that are written do not stop', '', service],
    ['a rule with a higher number does not stop', 'firewall-rule f { ingress 1100 deny all from 0.0.0.0/0 }', service],
    ['a rule for another port does not stop', 'firewall-rule f { ingress 900 deny tcp/443 from 0.0.0.0/0 }', pods],
    [
      'a rule for machines with another tag does not stop',
      'firewall-rule f { ingress 900 deny all from 0.0.0.0/0; target-tags other }',
      pods,
    ],
    [
      'a rule that is off does not stop',
      'firewall-rule f { ingress 900 deny all from 35.191.0.0/16; disabled true }',
      nodes,
    ],
    [
      'ranges that only a passthrough balancer asks from do not matter',
      'firewall-rule f { ingress 900 deny all from 209.85.152.0/22 }',
      pods,
    ],
  ])('%s', async (_, rule, lines) => {
    expect(await found(rule, lines)).toEqual([]);
  });
  test('matter to no balancer that is not made', async () => {
    const lines = 'service web LoadBalancer on passthrough 10.128.0.50 { selector app=web; port 80 -> 8080 }';
    const { model } = await topologyOf(`vpc main on gcp { subnet a 10.128.0.0/20 { secondary-range pods 10.8.0.0/14 } }
cluster c on gke in main { clusterCIDR pods; node n 10.128.0.11 in a; ${lines} }
`);
    expect(model.findings.map(({ code }) => code)).toContain('NK086');
    expect(model.findings.map(({ code }) => code)).not.toContain('NK110');
  });
  test('are told once for a balancer, with the ranges that do not come in and the rule that decides', async () => {
    const rule = 'firewall-rule f { ingress 900 deny all from 35.191.0.0/16, 209.85.0.0/16 }';
    expect(await found(rule, service)).toEqual([
      'the firewall does not let checks from 209.85.152.0/22, 209.85.204.0/22, 35.191.0.0/16 in to port 10256 of m (f 900: all ← 209.85.0.0/16 DENY): it counts as unhealthy',
    ]);
    expect(await found(rule, nodes)).toEqual([
      'the firewall does not let checks from 35.191.0.0/16 in to port 30080 of m (f 900: all ← 35.191.0.0/16 DENY): it counts as unhealthy',
    ]);
  });
  test('are stopped by a rule for a part of a range', async () => {
    const rule = 'firewall-rule f { ingress 900 deny tcp/8080 from 130.211.2.0/24 }';
    expect(await found(rule, pods)).toEqual([
      'the firewall does not let checks from 130.211.0.0/22 in to port 8080 of web (f 900: tcp 8080 ← 130.211.2.0/24 DENY): it counts as unhealthy',
    ]);
  });
});
