import { missing } from '@netk/lab';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { vpcCni } from '../../engine/src/compilers/cnis/vpc-cni/index.ts';
import { folderWith, netk } from './netk.ts';

/** Three walks, of which the second meets the node at which the fault is. */
const text = `vpc v 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
}
cluster c on eks in v {
  node good m5.large 10.0.1.10 in a
  node bad m5.large 10.0.1.20 in a
  pod p on good { ip 10.0.1.11; port 80 }
  pod q on good { ip 10.0.1.12; port 80 }
  pod r on bad { ip 10.0.1.21; port 80 }
}
walk w1 from p to q:80 { expect delivered }
walk w2 from p to r:80 { expect delivered }
walk w3 from q to p:80 { expect delivered }
walk w4 from r to p:80
expect delivered from p to q
`;
const bug =
  'this is a bug in netk: no such wheel; please report it with this file, or with the part of it that is enough';
const cwd = folderWith({ 'a.netk': text });

/** A fault of the compiler of nodes, at one node. */
beforeEach(() => {
  const { lower } = vpcCni;
  vi.spyOn(vpcCni, 'lower').mockImplementation((node) => {
    if (node.node.name === 'bad') throw new TypeError('no such wheel');
    return lower(node);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('netk walk answers the other walks, and says at the one that fails what to report', async () => {
  const { code, out, err } = await netk(['walk', 'a.netk'], { cwd });
  expect(out.match(/^because: .*|^verdict: delivered/gm)).toEqual([
    'verdict: delivered',
    `because: ${bug}`,
    'verdict: delivered',
    `because: ${bug}`,
  ]);
  expect(err).toContain(`netk: w2: ${bug}\nnetk: w4: ${bug}\n`);
  expect(err).toContain(`a.netk:12:6: error NK009 ${bug}`);
  expect(code).toBe(1);
  expect(await netk(['walk', 'a.netk', 'w1'], { cwd })).toMatchObject({ code: 0, err: '' });
  expect((await netk(['walk', 'a.netk', 'w4'], { cwd })).code).toBe(1);
});

test('the JSON of netk walk and netk test stays whole', async () => {
  const walks = JSON.parse((await netk(['walk', 'a.netk', '--format', 'json'], { cwd })).out).walks;
  expect(walks.map(({ verdict, reasons }: Record<string, unknown>) => [verdict, reasons])).toEqual([
    ['delivered', undefined],
    ['undetermined', [bug]],
    ['delivered', undefined],
    ['undetermined', [bug]],
  ]);
  const { code, out } = await netk(['test', 'a.netk', '--format', 'json'], { cwd });
  const tested: { expectations: { result: string; why: string }[] }[] = JSON.parse(out).walks;
  expect(tested.map(({ expectations }) => expectations[0]?.result)).toEqual([
    'holds',
    'undetermined',
    'holds',
    'holds',
  ]);
  expect(tested[1]?.expectations[0]?.why).toContain(bug);
  expect(code).toBe(1);
});

test('a bug is an error also where undetermined expectations are allowed', async () => {
  const { code, err } = await netk(['test', 'a.netk', '--allow-undetermined'], { cwd });
  expect(err).toContain(`a.netk:12:6: error NK009 ${bug}`);
  expect(code).toBe(1);
});

test('netk check says it at the walk, with everything else that it says of the file', async () => {
  const { code, out } = await netk(['check', 'a.netk'], { cwd });
  expect(out).toContain(`a.netk:12:6: error NK009 ${bug}`);
  expect(out.match(/NK009/g)).toHaveLength(1);
  expect(code).toBe(1);
});

test('netk show prints the devices that can be made', async () => {
  const { code, out } = await netk(['show', 'a.netk', 'good', 'routes'], { cwd });
  expect(out).toContain('default via 10.0.1.1 dev');
  expect(code).toBe(0);
});

test('a fault in the network that a given makes costs that walk alone', async () => {
  vi.restoreAllMocks();
  const given = 'given cluster c { cni vpc-cni { AWS_VPC_K8S_CNI_EXTERNALSNAT true } }; ';
  const folder = folderWith({ 'a.netk': text.replace('from q to p:80 { ', `from q to p:80 { ${given}`) });
  expect((await netk(['walk', 'a.netk'], { cwd: folder })).out).not.toContain('bug in netk');
  const { lower } = vpcCni;
  vi.spyOn(vpcCni, 'lower').mockImplementation((node) => {
    if (node.settings.length > 0) throw new TypeError('no such wheel');
    return lower(node);
  });
  const { out, err } = await netk(['walk', 'a.netk'], { cwd: folder });
  expect(out.match(/bug in netk/g)).toHaveLength(1);
  expect(err).toContain(`netk: w3: ${bug}\n`);
});

const reasons = missing('nft');
if (reasons.length > 0) console.log(`skipped netk lab: ${reasons.join('; ')}`);

test.skipIf(reasons.length > 0)('netk lab compares nothing that it cannot build, and says why', async () => {
  const { code, out } = await netk(['lab', 'a.netk'], { cwd });
  expect(out.match(/^skipped .*/gm)?.every((line) => line.endsWith(bug))).toBe(true);
  expect(code).toBe(1);
});
