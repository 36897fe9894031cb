import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { explainOutcome } from '../../../src/views/explain/outcome.ts';

async function asked(to: string, more = '') {
  const { model, diagnostics } = await topologyOf(`
vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  node n m5.large in a
  pod p { labels app=w; port 8080 }
  pod q
  service w NodePort { selector app=w; port http 80 -> 8080 nodePort 30080; port 443 -> 8080 nodePort 30443 }
}
walk from q to ${to} ${more}
`);
  const trace = model.trace(model.topology.walks[0]!.id);
  return {
    told: diagnostics.filter(({ code }) => code === 'NK057').map(({ message }) => message),
    verdict: trace.verdict,
    reasons: trace.reasons,
    change: trace.routes[0] && explainOutcome(trace, trace.routes[0]).change,
  };
}

describe('a port that a Service is asked for', () => {
  test.each(['w', 'w:80', 'w:http', 'w:443', 'node n:30080'])('%s is one of its own, or none', async (to) => {
    expect((await asked(to)).told).toEqual([]);
  });
  test('is told with those that it has, and the packet is lost', async () => {
    expect(await asked('w:81')).toMatchObject({
      told: ['service w has no port 81: it has 80 (http), 443'],
      verdict: 'not-delivered',
    });
  });
  test.each(['', '{ given service w { sessionAffinity ClientIP } }'])(
    'is what to change, and not what is on the way, with the ports that there are %s',
    async (more) => {
      const { change } = await asked('service w:81', more);
      expect(change).toBe('Ask for another port: service w has no port 81: it has 80 (http), 443.');
    },
  );
  test('has a name that the Service knows, else nobody knows where to send', async () => {
    const words = 'service w has no port grpc: it has 80 (http), 443';
    expect(await asked('w:grpc')).toMatchObject({ told: [words], verdict: 'undetermined', reasons: [words] });
  });
  test('is none of its node ports: a node has those', async () => {
    expect((await asked('w:30443')).told).toEqual(['30443 is a node port of service w: ask a node for it']);
  });
  test('may be one that the walk itself makes', async () => {
    expect((await asked('w:81', '{ given service w { port 81 -> 8080 } }')).told).toEqual([]);
  });
});
