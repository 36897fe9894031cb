import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { createModel, explainOutcome, renderTrace, type Trace } from '../../../src/index.ts';
import { exampleModel } from '../../support/example.ts';

const shop = (more: string, pods: number, url = 'http://shop.example.com/'): string => `
vpc prod 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet public-a 10.0.0.0/24 zone a { route 0.0.0.0/0 -> igw }
  subnet private-a 10.0.16.0/20 zone a
  subnet public-b 10.0.1.0/24 zone b { route 0.0.0.0/0 -> igw }
}
cluster shop on eks in prod {
  nodegroup workers m5.large nodes 1 in private-a
  deployment web replicas ${pods} { labels app=web; port http 8080 }
  service web { selector app=web; port 80 -> http }
  ingress web on alb { scheme internet-facing; target-type ip; ${more}; rule host "shop.example.com" path "/" -> web:80 }
}
walk w from internet to "${url}"
`;
const traceOf = async (text: string): Promise<Trace> => {
  const model = createModel((await topologyOf(text)).topology);
  return model.trace(model.topology.walks[0]!.id);
};
const outcomeOf = (trace: Trace) => explainOutcome(trace, trace.routes[0]!);

describe('a walk to a URL', () => {
  it('says first what the client got, who made it and through what', async () => {
    const smallest = await exampleModel('smallest');
    const words = outcomeOf(smallest.trace(smallest.topology.walks[0]!.id));
    expect([words.word, words.target]).toEqual(['200', 'from web-1, through ALB web us-east-1a']);
    expect(words.clientSees).toBe('HTTP 200 from web-1, from the address it dialled');
    expect(words.receiverSees).toBe(
      'web-1 sees 10.0.0.4:40002, which is ALB web us-east-1a, not the client. X-Forwarded-For says 192.0.2.1.',
    );
  });
  it('says of a 503 who made it, and what its target group lacks', async () => {
    const words = outcomeOf(await traceOf(shop('', 0)));
    expect([words.word, words.target]).toEqual(['503', 'from ALB web a: the load balancer has no target']);
    expect(words.why).toBe('ALB web a: web:80 has no registered target.');
    expect(words.clientSees).toBe('HTTP 503 from ALB web a: the connection is fine');
  });
  it('names the targets whose health checks fail, with what was asked', async () => {
    const words = outcomeOf(await traceOf(shop('healthcheck-port 81', 1)));
    expect(words.unhealthy?.[0]).toMatch(/^web.* 10\.0\.\d+\.\d+:8080: unhealthy: HTTP GET 10\.0\.\d+\.\d+:81\/: /);
  });
  it('has the request below the head of each connection, with what its relay added', async () => {
    const lines = renderTrace(await traceOf(shop('', 1)))
      .split('\n')
      .filter((line) => line.startsWith('request '));
    expect(lines.slice(0, 2)).toEqual([
      'request GET shop.example.com/',
      'request GET shop.example.com/, + X-Forwarded-For, + X-Forwarded-Proto, + X-Forwarded-Port',
    ]);
  });
});
