import { expect, test } from 'vitest';
import { netk } from './netk.ts';

const talk = 'examples/eks-talk.netk';

test('a named walk is printed for people', async () => {
  const { code, out, err } = await netk(['walk', talk, 'W22']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^walk W22 .*from pod51 to app1:80 tcp\nverdict: delivered\n/);
  expect(out).toContain('-j KUBE-SERVICES');
  expect(out.match(/^walk /gm)).toHaveLength(1);
});

test('without a name all walks of the file are answered, in the order of the text', async () => {
  const { out } = await netk(['walk', talk, '--format', 'json']);
  const names = JSON.parse(out).walks.map(({ name }: { name: string }) => name);
  expect(names.slice(0, 3)).toEqual(['W07', 'W16', 'W17']);
  expect(names).toContain('W32');
});

test('JSON has the hops of both ways, with packets and places in the source', async () => {
  const { code, out } = await netk(['walk', talk, 'W23', '--format', 'json']);
  expect(code).toBe(0);
  const { schema, walks } = JSON.parse(out);
  expect(schema).toBe('netk.walk/1');
  const [walk] = walks;
  expect(walk).toMatchObject({
    file: talk,
    name: 'W23',
    flow: { from: 'client', to: 'nA', protocol: 'tcp', port: 31080 },
    verdict: 'delivered',
  });
  const [route] = walk.routes;
  expect(route.choices[0]).toMatchObject({ kind: 'endpoint', of: 'app1', picked: 'pod71' });
  expect(route.client).toBe('ok');
  expect(route.forward[0]).toMatchObject({ device: 'client', kind: expect.any(String) });
  expect(route.reply.at(-1)).toMatchObject({ device: 'client' });
  const steps = [...route.forward, ...route.reply].flatMap(({ steps }) => steps);
  expect(steps.some(({ kind, after }) => kind === 'send' && after.smac && after.dmac)).toBe(true);
  const placed = steps.filter(({ source }) => source);
  expect(placed.length).toBeGreaterThan(0);
  for (const { source } of placed) {
    expect(source).toMatchObject({
      uri: expect.stringMatching(/eks-talk\.netk$/),
      start: { line: expect.any(Number) },
    });
  }
});

test('probabilities of the routes of a walk sum to 1', async () => {
  const { out } = await netk(['walk', talk, 'W22-all', '--format', 'json']);
  const [{ routes }] = JSON.parse(out).walks;
  const sum = routes.reduce((total: number, { probability }: { probability: number }) => total + probability, 0);
  expect(routes.length).toBe(3);
  expect(sum).toBeCloseTo(1, 12);
});

test('a question on the command line is answered without a walk in the file', async () => {
  const asked = await netk(['walk', talk, '--from', 'pod51', '--to', 'app1', '--port', '80', '--format', 'json']);
  expect(asked.code).toBe(0);
  const { walks } = JSON.parse(asked.out);
  expect(walks).toHaveLength(1);
  expect(walks[0]).toMatchObject({ flow: { from: 'pod51', to: 'app1', port: 80 }, verdict: 'delivered' });
  expect(walks[0].name).toBeUndefined();
});

test('the same input gives the same bytes', async () => {
  const words = ['walk', talk, '--format', 'json'];
  expect(await netk(words)).toEqual(await netk(words));
});

test('standard input is a file, too', async () => {
  const stdin = 'vpc v 10.0.0.0/16 on aws {\n  subnet a 10.0.0.0/24 zone az1 { host x; host y { port 80 } }\n}\n';
  const { code, out } = await netk(['walk', '-', '--from', 'x', '--to', 'y', '--port', '80'], { stdin });
  expect(code).toBe(0);
  expect(out).toMatch(/^verdict: /m);
});

test('a model with errors that prevent the answer ends with 1 and says them on standard error', async () => {
  const stdin =
    'vpc v 10.0.0.0/16 on aws {\n  subnet a 10.0.0.0/24 zone az1 { host x }\n}\nwalk Q from x to nobody:80\n';
  const { code, err } = await netk(['walk', '-', 'Q'], { stdin });
  expect(code).toBe(1);
  expect(err).toMatch(/^-:4:\d+: error .*nobody/m);
});

test.each([
  [['walk', talk, 'W99'], /no walk is called W99/],
  [['walk', talk, '--from', 'pod51'], /--from and --to go together/],
  [['walk', talk, 'W22', '--from', 'pod51', '--to', 'app1'], /name walks, or ask/],
  [['walk', talk, '--port', '80'], /--port/],
  [['walk', talk, '--from', 'pod51', '--to', 'app1', '--port', '70000'], /not a port/],
  [['walk', talk, '--from', 'pod51', '--to', 'app1', '--protocol', 'tpc'], /it is tcp, udp, sctp or icmp/],
  [['walk', talk, '--from', 'pod51', '--to', 'app1 {\n}\nvpc x'], /not a name or an address/],
  [['walk', talk, '--from', 'pod51', '--to', 'nobody'], /nobody/],
  [['walk', 'examples', '--from', 'pod51', '--to', 'app1'], /one file/],
  [['walk', 'missing.netk'], /no such file/],
])('%j is a question that cannot be answered: 2, in one line', async (words, message) => {
  const { code, out, err } = await netk(words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
  expect(err).not.toMatch(/^\s+at /m);
});
