import { readFileSync } from 'node:fs';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { createModel, type Outcome, explainOutcome } from '../../src/index.ts';

const talk = readFileSync(new URL('../../../../examples/eks-talk.netk', import.meta.url), 'utf8');
const bare = talk.slice(0, talk.indexOf('walk W07'));

/** The outcome of one question to the talk's cluster, after a change of its text. */
async function ask(walk: string, from = '', to = '', branch = 0): Promise<Outcome> {
  expect(bare).toContain(from);
  const { topology } = await topologyOf(`${bare.replace(from, to)}\nwalk X ${walk}\n`);
  const trace = createModel(topology).trace(topology.walks.at(-1)!.id);
  return explainOutcome(trace, [...trace.routes, ...(trace.others ?? [])][branch]!);
}

describe('the reason of a drop names the declaration', () => {
  it.each([
    ['SG-IN', 'from client to rds:5432', '', ''],
    ['SG-OUT', 'from rds to pod71:8080', 'sg-rds { ingress', 'sg-rds { egress tcp/443 to 0.0.0.0/0; ingress'],
    ['NACL-IN', 'from client to rds:5432', 'ingress 100 allow all from 0.0.0.0/0', 'ingress 90 deny tcp/5432 from 192.168.101.0/24; ingress 100 allow all from 0.0.0.0/0'],
    ['NACL-IN', 'from client to rds:5432', 'ingress 100 allow all from 0.0.0.0/0', 'ingress 100 allow tcp/443 from 0.0.0.0/0'],
    ['VPC-BLACKHOLE', 'from pod51 to server:443', '0.0.0.0/0 -> nat-1', '0.0.0.0/0 -> blackhole'],
    ['VPC-NOROUTE', 'from pod51 to server:443', 'route-table rt-work { route 0.0.0.0/0 -> nat-1 }', 'route-table rt-work { route 10.0.0.0/8 -> nat-1 }'],
    ['SVC-NOEP', 'from pod51 to rating:80', '', ''],
    ['SVC-NOLOCAL', 'from client to nA:31080', 'service app1 NodePort 10.100.20.30 {', 'service app1 NodePort 10.100.20.30 { externalTrafficPolicy Local;'],
    ['SVC-TARGETPORT', 'from pod51 to app1:80', '80 -> 8080 nodePort 31080', '80 -> 8081 nodePort 31080'],
    ['SVC-TARGETPORT', 'from pod51 to pod71:9000', '', ''],
  ])('%s %s', async (cause, walk, from, to) => {
    const o = await ask(walk, from, to);
    console.log(JSON.stringify(o, null, 1));
  });
});
