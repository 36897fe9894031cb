import { elementId } from '@netk/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layout, vpcsAside } from '../src/index.ts';
import { scenes } from './scenes.ts';

const branchOf = (...ids: readonly string[]) => {
  const hop = (id: string) => ({ id: elementId(id), name: id, kind: 'node' as const, steps: [] });
  return { forward: ids.map(hop), reply: [] };
};

describe('what is aside of a walk', () => {
  it('is drawn without what is in it, and the others as they were', () => {
    let folds = 0;
    fc.assert(
      fc.property(scenes, fc.integer({ min: 0, max: 7 }), (scene, which) => {
        const vpc = scene.vpcs[which % Math.max(1, scene.vpcs.length)];
        if (!vpc) return;
        folds++;
        const [whole, folded] = [layout(scene), layout(scene, { folded: new Set([vpc.id]) })];
        const at = (of: typeof whole, id: string) => of.boxes.find((box) => box.kind === 'vpc' && box.id === id)!;
        expect(at(folded, vpc.id).folded).toBe(true);
        const inside = folded.boxes.filter(({ parent }) => parent === vpc.id).map(({ kind }) => kind);
        expect(inside.filter((kind) => kind !== 'edge' && kind !== 'igw')).toEqual([]);

        for (const other of scene.vpcs.filter(({ id }) => id !== vpc.id)) {
          const [before, now] = [at(whole, other.id), at(folded, other.id)];
          expect(now.folded).toBeUndefined();
          expect(now.h).toBe(before.h);
        }
      }),
      { numRuns: 60 },
    );
    expect(folds).toBeGreaterThan(20);
  });

  it('is every network that no packet is in, of those whose machines the branches tell', () => {
    const scene = {
      ...{ internet: [], names: [], lans: [], systems: [] },
      vpcs: ['vpc.a', 'vpc.b', 'vpc.c'].map((id) => ({
        ...{ id: elementId(id), label: id, cidr: '10.0.0.0/16', zones: [], rows: [], groups: [], services: [] },
        balancers: [],
        subnets: [],
      })),
    };
    expect([...vpcsAside(scene, [branchOf('pod', 'vpc.b#router')])]).toEqual(['vpc.a', 'vpc.c']);
    expect([...vpcsAside(scene, [branchOf('vpc.a#router'), branchOf('vpc.c#router')])]).toEqual(['vpc.b']);
    // what died on its way to a network shows that network
    const lost = { id: elementId('vpc.b#router'), name: 'r', kind: 'router' as const, device: 'r' };
    const packet = { src: '10.0.0.1', dst: '10.7.0.9', protocol: 'tcp', sport: 1, dport: 2, ttl: 64 };
    const steps = [{ kind: 'receive' as const, stage: 'receive', entry: 'x', after: packet }];
    const other = {
      ...scene,
      vpcs: scene.vpcs.map((vpc, at) => ({ ...vpc, cidr: at === 2 ? '10.7.0.0/16' : vpc.cidr })),
    };
    expect([...vpcsAside(other, [{ forward: [{ ...lost, steps }], reply: [] }])]).toEqual(['vpc.a']);
    // nobody is in any of them: a picture of three folded boxes says nothing
    expect([...vpcsAside(scene, [branchOf('pod')])]).toEqual([]);
  });
});
