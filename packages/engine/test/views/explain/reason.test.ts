import { readFileSync } from 'node:fs';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { createModel, explainOutcome, type Outcome } from '../../../src/index.ts';

const talk = readFileSync(new URL('../../../../../examples/eks-talk.netk', import.meta.url), 'utf8');
const bare = talk.slice(0, talk.indexOf('walk W07'));

/** The outcome of one question to the talk's cluster, after a change of its text. */
async function ask(walk: string, from = '', to = ''): Promise<Outcome> {
  expect(bare).toContain(from);
  const { topology } = await topologyOf(`${bare.replace(from, to)}\nwalk X ${walk}\n`);
  const trace = createModel(topology).trace(topology.walks.at(-1)!.id);
  return explainOutcome(trace, trace.routes[0]!);
}

const gone =
  'timeout: no answer at all, SYN sent again after 1, 3, 7, 15, 31 and 63 s, given up after about 127 s (Linux defaults)';
const refused = 'connection refused, at once';

describe('the reason of a drop names the declaration, and what the client sees has a time', () => {
  it('a security group without the rule (SG-IN)', async () => {
    expect(await ask('from client to rds:5432', 'tcp/443, tcp/5432 from', 'tcp/443 from')).toMatchObject({
      cause: 'SG-IN',
      why: 'Security group sg-rds has no rule that allows tcp 5432 from 192.168.101.200 (client).',
      change: 'Add ingress tcp/5432 from 192.168.101.200/32 to security-group sg-rds.',
      clientSees: gone,
    });
  });
  it('a security group that does not let out (SG-OUT)', async () => {
    const closed = 'sg-rds { egress tcp/443 to 0.0.0.0/0; ingress';
    expect(await ask('from rds to pod71:8080', 'sg-rds { ingress', closed)).toMatchObject({
      cause: 'SG-OUT',
      why: 'Security group sg-rds has no rule that allows tcp 8080 to 192.168.1.71.',
    });
  });
  const open = 'ingress 100 allow all from 0.0.0.0/0';
  it('a line of a network ACL that denies (NACL-IN)', async () => {
    const denies = `ingress 90 deny tcp/5432 from 192.168.101.0/24; ${open}`;
    expect(await ask('from client to rds:5432', open, denies)).toMatchObject({
      cause: 'NACL-IN',
      why: 'Ingress line 90 of network ACL open denies tcp 5432 from 192.168.101.200 (client).',
      change: 'Add ingress 89 allow tcp/5432 from 192.168.101.200/32 to network-acl open.',
    });
  });
  it('a network ACL without an allowing line (NACL-IN)', async () => {
    const narrow = 'ingress 100 allow tcp/443 from 0.0.0.0/0';
    expect(await ask('from client to rds:5432', open, narrow)).toMatchObject({
      why: 'Network ACL open has no ingress line that allows tcp 5432 from 192.168.101.200 (client).',
      change: 'Add ingress 200 allow tcp/5432 from 192.168.101.200/32 to network-acl open.',
    });
  });
  it('a reply that a network ACL stops needs the ephemeral ports (NACL-IN)', async () => {
    const narrow = 'ingress 100 allow tcp/8080 from 0.0.0.0/0';
    expect(await ask('from pod51 to pod371:8080', open, narrow)).toMatchObject({
      cause: 'NACL-IN',
      change: 'Add ingress 200 allow tcp/1024-65535 from 192.168.3.71/32 to network-acl open.',
    });
  });
  it('a route to nowhere (VPC-BLACKHOLE)', async () => {
    expect(await ask('from pod51 to server:443', '0.0.0.0/0 -> nat-1', '0.0.0.0/0 -> blackhole')).toMatchObject({
      cause: 'VPC-BLACKHOLE',
      why: 'Route 0.0.0.0/0 -> blackhole in route-table rt-work.',
      change: 'Point route 0.0.0.0/0 of route-table rt-work at a target that exists.',
    });
  });
  it('no route at all (VPC-NOROUTE)', async () => {
    expect(
      await ask('from pod51 to server:443', 'route 0.0.0.0/0 -> nat-1', 'route 10.0.0.0/8 -> nat-1'),
    ).toMatchObject({ cause: 'VPC-NOROUTE', why: 'The route table of subnet work-1 has no route to 93.184.216.34.' });
  });
  it('a Service without endpoints refuses at once (SVC-NOEP)', async () => {
    expect(await ask('from pod51 to rating:80')).toMatchObject({
      cause: 'SVC-NOEP',
      why: 'Service rating has no ready endpoint.',
      clientSees: `${refused} (from the seventh quick try on only after a second: ICMP errors are limited for each client)`,
    });
    expect(
      await ask('from pod51 to rating:80 protocol udp', 'app=rating; port 80 ->', 'app=rating; port 80/udp ->'),
    ).toMatchObject({
      clientSees:
        'port unreachable, at once (from the seventh quick datagram on nothing: ICMP errors are limited for each client)',
    });
    // a program of the node itself is told by its own kernel, which does not count
    expect(await ask('from nA to rating:80')).toMatchObject({ clientSees: refused });
  });
  it('a Service without an endpoint on the node (SVC-NOLOCAL)', async () => {
    const local = 'service app1 NodePort 10.100.20.30 { externalTrafficPolicy Local;';
    expect(await ask('from client to nA:31080', 'service app1 NodePort 10.100.20.30 {', local)).toMatchObject({
      cause: 'SVC-NOLOCAL',
      why: 'Service app1 has externalTrafficPolicy Local and no endpoint on nA.',
      change: 'Set externalTrafficPolicy Cluster on service app1, or run one of its pods on nA.',
      clientSees: gone,
    });
  });
  it('a target port on which nothing listens (SVC-TARGETPORT)', async () => {
    const wrong = '80 -> 8081 nodePort 31080';
    expect(await ask('from pod51 to app1:80', '80 -> 8080 nodePort 31080', wrong)).toMatchObject({
      cause: 'SVC-TARGETPORT',
      why: 'Nothing listens on tcp 192.168.1.71:8081 in pod71.',
      change: 'Let pod71 listen on 8081, or give service app1 a target port on which it listens.',
      clientSees: refused,
    });
  });
});
