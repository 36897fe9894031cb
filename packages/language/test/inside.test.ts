import { readFileSync } from 'node:fs';
import { elementId, type Inside, insideOf } from '@netk/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ProjectFile, readProject } from '../src/project.ts';

const read = (name: string): string => readFileSync(new URL(`../../../examples/${name}`, import.meta.url), 'utf8');

async function project(name: string): Promise<ProjectFile> {
  const others = [...read(name).matchAll(/import "\.\/([^"]+)"/g)].map(([, file]) => file!);
  const sources = [name, ...others].map((file) => ({ uri: `file:///w/${file}`, text: read(file) }));
  return (await readProject(sources))[0]!;
}
function inside({ model }: ProjectFile, walk: string, id: string, branch = 0): Inside | undefined {
  const at = elementId(`walk.${walk}`);
  return insideOf(model.planOf(at), model.networkOf(at), model.trace(at).routes[branch]!, id);
}

describe('the inside of a node', () => {
  let talk: ProjectFile;
  beforeAll(async () => {
    talk = await project('eks-talk.netk');
  });
  const nA = (): Inside => inside(talk, 'W22', 'talk/nA')!;

  it('has what is registered at each hook, in the kernel’s order', () => {
    const { hooks } = nA();
    expect(hooks.map(({ hook }) => hook)).toEqual(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']);
    const [first] = hooks;
    expect(first?.stages.map(({ stage }) => stage)).toEqual(
      expect.arrayContaining(['mangle PREROUTING', 'nat PREROUTING']),
    );
    for (const { stages } of hooks) {
      const priorities = stages.map(({ priority }) => priority);
      expect(priorities).toEqual(priorities.toSorted((a, b) => a - b));
    }
  });
  it('shows every rule of a chain that was asked: matched, tried and why not, or not reached and why', () => {
    const [there] = nA().passages;
    const nat = there!.stages.find(({ stage }) => stage === 'nat PREROUTING')!;
    const service = nat.blocks.find(({ title }) => title.startsWith('KUBE-SVC-'))!;
    expect(service.rows.map(({ mark }) => mark)).toEqual(['matched', 'left', 'left']);
    expect(service.rows[1]?.why).toMatch(/^not reached/);
    const rules = there!.stages.find(({ stage }) => stage === 'ip rule')!.blocks[0]!;
    const at = rules.rows.findIndex(({ mark }) => mark === 'matched');
    expect(rules.rows.slice(0, at).every(({ mark, why }) => mark === 'tried' && why !== '')).toBe(true);
    expect(rules.rows.slice(at + 1).every(({ mark }) => mark === 'left')).toBe(true);
    expect(there!.stages.find(({ stage }) => stage === 'table main')!.blocks[0]!.rows.length).toBeGreaterThan(2);
  });
  it('has every step of the hop in one stage, in order', () => {
    for (const { stages, direction, hop } of nA().passages) {
      const branch = talk.model.trace(elementId('walk.W22')).routes[0]!;
      expect(stages[0]?.from).toBe(0);
      expect(stages.at(-1)?.to).toBe(branch[direction][hop]!.steps.length - 1);
      for (const [i, { from }] of stages.entries()) if (i > 0) expect(from).toBe(stages[i - 1]!.to + 1);
    }
  });
  it('has interfaces with where they lead, and the routes and permanent neighbour of its pods', () => {
    const { ports, pods } = nA();
    expect(ports.find(({ name }) => name === 'eth0')).toMatchObject({
      role: 'outside',
      addresses: ['192.168.1.50/24'],
    });
    expect(ports.filter(({ role }) => role === 'pod').map(({ pod }) => pod)).toContain('talk/default/pod51');
    expect(pods.find(({ name }) => name === 'pod51')?.lines).toEqual(
      expect.arrayContaining([
        'default via 169.254.1.1 dev eth0',
        expect.stringMatching(/^169\.254\.1\.1 .*PERMANENT$/),
      ]),
    );
  });
  it('names the tools that print its state', () => {
    expect(nA().views.map(({ command }) => command)).toEqual(expect.arrayContaining(['iptables-save', 'ip rule show']));
  });
  it('is nothing for a router of the cloud, and for a machine that the packet does not come to', () => {
    expect(inside(talk, 'W22', 'talk/nD')).toBeUndefined();
    expect(inside(talk, 'W22', 'main')).toBeUndefined();
  });
  it('has the frame of nftables and of IPVS, with their own stages', async () => {
    const corner = await project('corner-cases.netk');
    const nft = inside(corner, 'W49-nft', 'talk/nA')!;
    expect(nft.hooks.flatMap(({ stages }) => stages.map(({ stage }) => stage)).join()).toMatch(/nft /);
    const ipvs = inside(corner, 'W50-ipvs', 'talk/nA')!;
    expect(ipvs.hooks.flatMap(({ stages }) => stages.map(({ stage }) => stage))).toContain('ipvs');
  });
});
