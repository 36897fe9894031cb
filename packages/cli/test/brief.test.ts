import { expect, test } from 'vitest';
import { folderWith, netk } from './netk.ts';

const talk = 'examples/eks-talk.netk';
const shut = `vpc v 10.0.0.0/16 on aws {
  security-group shut { ingress none }
  subnet a 10.0.1.0/24 zone az1 {
    host one 10.0.1.10
    host two 10.0.1.11 { security-groups shut; port tcp/80 }
  }
}
walk q from one to two:80
`;

test('netk walk --brief has a line for each machine of both ways: kind, interfaces, and the header that leaves', async () => {
  const { code, out, err } = await netk(['walk', talk, 'W22', '--brief']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n').map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
    'W22: from pod51 to app1:80 tcp: delivered; client: ok',
    'forward',
    '  pod51  pod  -> eth0  192.168.1.51:40000 > 10.100.20.30:80 tcp SYN ttl 64',
    '  nA  node  eni99a92926c5c -> eth0  192.168.1.51:40000 > 192.168.1.71:8080 tcp SYN ttl 63',
    '  nB  node  eth0 -> enidbb9dbde974  192.168.1.51:40000 > 192.168.1.71:8080 tcp SYN ttl 62',
    '  pod71  pod  eth0  delivered',
    'reply',
    '  pod71  pod  -> eth0  192.168.1.71:8080 > 192.168.1.51:40000 tcp SYN,ACK ttl 64',
    '  nB  node  enidbb9dbde974 -> eth0  192.168.1.71:8080 > 192.168.1.51:40000 tcp SYN,ACK ttl 63',
    '  nA  node  eth0 -> eni99a92926c5c  10.100.20.30:80 > 192.168.1.51:40000 tcp SYN,ACK ttl 62',
    '  pod51  pod  eth0  delivered',
    '',
  ]);
});

test('a machine that drops says where and why, in its line', async () => {
  const cwd = folderWith({ 'a.netk': shut });
  const { out } = await netk(['walk', 'a.netk', '--brief'], { cwd });
  expect(out).toMatch(/^q: from one to two:80 tcp: not-delivered \(SG-IN\); client: timeout$/m);
  expect(out).toMatch(/^ {2}\S.* dropped: security group in: .*\(SG-IN\)$/m);
  expect(out).not.toContain('reply');
});

test('every line of every walk of the examples fits its hop, and routes say their probability', async () => {
  const { out: json } = await netk(['walk', talk, '--format', 'json']);
  const walks: { routes: { fraction: string; forward: unknown[]; reply: unknown[] }[] }[] = JSON.parse(json).walks;
  const routes = walks.flatMap((walk) => walk.routes);
  const { out } = await netk(['walk', talk, '--brief']);
  expect(out.match(/^ {2}\S/gm)).toHaveLength(
    routes.reduce((sum, { forward, reply }) => sum + forward.length + reply.length, 0),
  );
  const several = walks.filter((walk) => walk.routes.length > 1).flatMap((walk) => walk.routes);
  expect(several.length).toBeGreaterThan(0);
  expect(out.match(/^route \d+ of \d+: probability (\S+)/gm)).toHaveLength(several.length);
});

test('--brief with another format than text is refused', async () => {
  const { code, err } = await netk(['walk', talk, '--brief', '--format', 'json']);
  expect({ code, err }).toEqual({ code: 2, err: 'netk: --brief goes with --format text\n' });
});
