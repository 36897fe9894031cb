import { judge, outlineOf } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { answersOf } from './answers.ts';

const file = (walks: string) => `vpc net 10.5.0.0/16 on aws {
  internet-gateway out
  subnet open 10.5.0.0/24 zone z1 { route 0.0.0.0/0 -> out; nat-gateway nat 10.5.0.8 eip 203.0.113.8 }
  subnet work 10.5.1.0/24 zone z1 { route 0.0.0.0/0 -> nat }
  security-group any { ingress all from 0.0.0.0/0 }
  host desk 10.5.0.20 in open { security-groups any; eip 203.0.113.20; port 80 }
  host den 10.5.1.20 in work { security-groups any; port 80 }
}
cluster c on eks in net {
  node n1 m5.large in open { security-groups any; eni 0 10.5.0.10; eip 203.0.113.10 }
  service none NodePort 172.20.3.3 { selector app=nobody; port 80 nodePort 30333 }
}
internet { client far 198.51.100.60; host site 198.51.100.61 { port 443 } }
${walks}
`;

describe('an ICMP error', () => {
  test('inside a VPC refuses, by what asks and whom', async () => {
    const { answers } = await answersOf(
      file('walk rule from den to node n1:30333\nwalk socket from den to desk:53 protocol udp\n'),
    );
    expect(answers).toEqual({ rule: 'SVC-NOEP, refused', socket: 'SVC-TARGETPORT, refused' });
  });

  test('that crosses an internet gateway may or may not have its inside translated: what the client sees is not known', async () => {
    const { answers, model } = await answersOf(
      file(`walk into from far to node n1:30333
walk datagram from far to desk:53 protocol udp
walk out from desk to site:53 protocol udp
walk twice from den to site:53 protocol udp
`),
    );
    expect(answers).toEqual({
      into: 'SVC-NOEP, unknown',
      ...{ datagram: 'SVC-TARGETPORT, unknown', out: 'SVC-TARGETPORT, unknown', twice: 'SVC-TARGETPORT, unknown' },
    });
    for (const { id } of model.topology.walks)
      expect(model.trace(id).routes[0]?.reply.at(-1)?.steps.at(-1)?.entry).toBe(
        'whether the internet gateway translates the packet inside an ICMP error is not documented',
      );
  });

  test('of which that is not known leaves open what the client sees, and not that nothing arrives', async () => {
    const { model } = await answersOf(
      file(`walk w from far to node n1:30333 {
  expect dropped because SVC-NOEP
  expect refused
  expect timeout because SVC-NOEP
  expect asymmetric
  expect answered-by 203.0.113.10
}
`),
    );
    const judged = model.topology.walks.flatMap(({ id, expects }) =>
      expects.map((each) => judge(model.plan, outlineOf(model.trace(id)), each)),
    );
    expect(judged.map(({ holds }) => holds)).toEqual([true, undefined, undefined, undefined, undefined]);
    expect(judged[1]?.why).toMatch(/undetermined \(whether the internet gateway translates the packet inside/);
  });
});

describe('an echo', () => {
  test.each([
    ['a machine behind a NAT gateway', 'den', 'site'],
    ['a machine with a public address', 'desk', 'site'],
    ['a node, whose own translation is before that of the gateway', 'node n1', 'site'],
    ['somebody on the Internet', 'far', 'desk'],
    ['a machine, to the public address of another', 'den', '203.0.113.20'],
  ])('of %s comes back', async (_, from, to) => {
    const { answers } = await answersOf(file(`walk w from ${from} to ${to} protocol icmp\n`));
    expect(answers.w).toBe('delivered, ok');
  });
});

test('who has no public address is not reached from the Internet', async () => {
  const { answers } = await answersOf(file('walk host from far to den:80\nwalk near from desk to den:80\n'));
  expect(answers).toEqual({ host: 'BGP-NOROUTE, timeout', near: 'delivered, ok' });
});
