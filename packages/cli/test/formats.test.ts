import { expect, test } from 'vitest';
import { folderWith, netk, overlapping } from './netk.ts';

const talk = 'examples/eks-talk.netk';
const cwd = folderWith({ 'a.netk': overlapping });

test('check as GitHub annotations has a line per diagnostic, with its place', async () => {
  const { code, out } = await netk(['check', 'a.netk', '--format', 'github'], { cwd });
  expect(code).toBe(1);
  expect(out).toMatch(/^::error file=a\.netk,line=3,endLine=3,col=\d+,endColumn=\d+,title=NK012::.*10\.0\.0\.128\/25/m);
});

test('GitHub annotations escape what would end them', async () => {
  const odd = folderWith({ 'a,b%.netk': overlapping });
  const { out } = await netk(['check', 'a,b%.netk', '--format', 'github'], { cwd: odd });
  expect(out).toContain('file=a%2Cb%25.netk,');
});

test('check as SARIF has the rules, levels and places of the diagnostics', async () => {
  const { code, out } = await netk(['check', 'a.netk', '--format', 'sarif'], { cwd });
  expect(code).toBe(1);
  const { version, runs } = JSON.parse(out);
  expect(version).toBe('2.1.0');
  const [{ tool, results, columnKind }] = runs;
  expect(columnKind).toBe('utf16CodeUnits');
  const found = results.filter(({ ruleId }: { ruleId: string }) => ruleId === 'NK012').at(-1);
  expect(tool.driver.rules[found.ruleIndex].id).toBe('NK012');
  expect(found).toMatchObject({
    level: 'error',
    locations: [{ physicalLocation: { artifactLocation: { uri: 'a.netk' }, region: { startLine: 3 } } }],
  });
  expect(found.relatedLocations).toHaveLength(1);
});

test('walk as Markdown has a table of every step', async () => {
  const { code, out } = await netk(['walk', talk, 'W18', '--format', 'markdown']);
  expect(code).toBe(0);
  expect(out).toMatch(/^## W18: same node\n\nFrom pod51 to pod61:8080, tcp: \*\*delivered\*\*\./);
  expect(out).toMatch(/^\| 2 \| nA \| ip rule \| `512: from all to 192\.168\.1\.61 lookup main` \| {2}\|$/m);
});

test('walk as Mermaid has a lane per machine and an arrow per link', async () => {
  const { out } = await netk(['walk', talk, 'W23', '--format', 'mermaid']);
  expect(out).toMatch(/^sequenceDiagram\n {2}title W23\n {2}participant d0 as client\n/);
  expect(out).toMatch(/^ {2}d0->>d1: 192\.168\.101\.200:54321 → 192\.168\.1\.50:31080 tcp SYN$/m);
  expect(out).toMatch(/^ {2}Note over d2: nat POSTROUTING: -A KUBE-POSTROUTING -j MASQUERADE --random-fully$/m);
  expect(out.match(/-->>/g)?.length).toBeGreaterThan(3);
});

test('test ends with 0 when every expectation holds, and counts them', async () => {
  const { code, out } = await netk(['test', talk]);
  expect(code).toBe(0);
  expect(out).toMatch(/^ok {5} examples\/eks-talk\.netk:\d+ W17: expect via work-1$|^ok .*W17/m);
  expect(out).toMatch(/^\d+ hold, 0 fail, 0 undetermined$/m);
});

const failing = `vpc v 10.0.0.0/16 { subnet a 10.0.1.0/24 zone az1 { host x 10.0.1.10; host y 10.0.1.11 { port 80 } } }
walk "<odd> & name" from x to y:80 { expect refused }
`;

test('test ends with 1 when one fails, and says what happened instead', async () => {
  const { code, out } = await netk(['test', '-'], { stdin: failing });
  expect(code).toBe(1);
  expect(out).toMatch(/^FAILED -:2 <odd> & name: "expect refused" does not hold: the packet is/m);
});

test('test as JUnit is XML with a case per expectation', async () => {
  const { code, out } = await netk(['test', '-', '--format', 'junit'], { stdin: failing });
  expect(code).toBe(1);
  expect(out).toContain('<testsuites name="netk" tests="1" failures="1" skipped="0">');
  expect(out).toContain('<testcase classname="&lt;odd&gt; &amp; name" name="expect refused">');
  expect(out).toMatch(/<failure message="&quot;expect refused&quot; does not hold/);
});

test('test as JSON has every walk with its results', async () => {
  const { out } = await netk(['test', talk, '--format', 'json']);
  const { schema, walks } = JSON.parse(out);
  expect(schema).toBe('netk.test/1');
  expect(walks.length).toBeGreaterThan(3);
  expect(walks[0].expectations[0]).toMatchObject({ result: 'holds', why: '' });
});

test('test judges what a file expects of all pairs of two sets', async () => {
  const stdin = `${failing.split('walk')[0]}expect delivered from x to y:80\nexpect dropped from vpc v to y:80\n`;
  const { code, out } = await netk(['test', '-'], { stdin });
  expect(code).toBe(1);
  expect(out).toMatch(/^ok +-:2 1 pair: expect delivered from x to y:80$/m);
  expect(out).toMatch(/^FAILED -:3 1 pair: "expect dropped from vpc v to y:80" does not hold from x to y:80: /m);
  expect(out).toMatch(/^1 hold, 1 fail, 0 undetermined$/m);
});

test('capacity has a row per node and subnet', async () => {
  const { code, out } = await netk(['capacity', talk]);
  expect(code).toBe(0);
  expect(out).toMatch(/^nA +m5\.large +secondary-ip +2 +29 +2 +3/m);
  expect(out).toMatch(/^work-1 +192\.168\.1\.0\/24/m);
});

test('capacity as JSON has the fields of the contract', async () => {
  const { out } = await netk(['capacity', talk, '--format', 'json']);
  const { schema, nodes, subnets } = JSON.parse(out);
  expect(schema).toBe('netk.capacity/1');
  const nA = nodes.find(({ name }: { name: string }) => name === 'nA');
  expect(nA).toMatchObject({
    type: 'm5.large',
    enis: 3,
    addressesPerEni: 10,
    mode: 'secondary-ip',
    maxPods: 29,
    pods: 2,
    enisUsed: 2,
  });
  const work = subnets.find(({ name }: { name: string }) => name === 'work-1');
  expect(work).toMatchObject({ cidr: '192.168.1.0/24', usable: 251, reserved: 5 });
  expect(work.used + work.free).toBe(work.usable);
});

test('an unknown format ends with 2 and names the formats', async () => {
  const { code, err } = await netk(['check', talk, '--format', 'xml']);
  expect(code).toBe(2);
  expect(err).toContain('text, json, sarif, github');
});

test('a walk to a name tells what was asked, of whom, in every form', async () => {
  const asked = async (format: readonly string[]) =>
    (await netk(['walk', 'examples/internet-dns.netk', 'W01b', ...format])).out;
  const found = 'shop.example: 203.0.113.1, 203.0.113.2, 203.0.113.3, by glibc 2.36 with 1 question';
  expect(await asked([])).toContain(`name\n${found}\n  A shop.example → box: 203.0.113.1`);
  expect(await asked(['--brief'])).toContain(
    `name: ${found}\nforward, question A shop.example from laptop-2 to box udp\n`,
  );
  const markdown = await asked(['--format', 'markdown']);
  expect(markdown).toContain(`Name: ${found}\n\n* A shop.example → box:`);
  expect(markdown).toContain('\n    * A example → server of .: referral to example\n');
  const mermaid = await asked(['--format', 'mermaid']);
  expect(mermaid).toContain(`Note over d0: name ${found}`);
  expect(mermaid).toContain('A example: referral to example, 192.5.6.31');
});
