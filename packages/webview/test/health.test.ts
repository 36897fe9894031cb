import { sceneOf, targetHealthIn } from '@netk/engine';
import { healthAsked } from '@netk/protocol';
import { describe, expect, it } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { checkWalkOf, chipOf, groupsOn, targetsAt } from '../src/state/health.ts';
import { onKey } from '../src/state/key.ts';
import type { reduce } from '../src/state/reduce.ts';
import { initialState, momentOf, momentsOf, type State } from '../src/state/state.ts';
import { after, at, traceMessage, uri } from './fixture/states.ts';

const model = await exampleModel('eks-talk-more');
const health = targetHealthIn(model.plan, model.network);
const walk = model.topology.walks.find(({ name }) => name === 'W29')!;
const scene = sceneOf(model.plan);

const opened = (given?: true): State =>
  after(
    initialState,
    { kind: 'open', uri, walk: walk.id },
    {
      kind: 'picture',
      picture: {
        ...{ uri, version: 1, scene, ranges: {} },
        walks: [{ id: walk.id, name: 'W29', range: at(1), ...(given && { given }) }],
      },
    },
    { ...traceMessage(model.trace(walk.id)), health } as Parameters<typeof reduce>[1],
  );
const [shelf] = scene.vpcs.flatMap(({ groups }) => groups).filter(({ label }) => label === 'app1-nlb-ip:80');
const chip = { parent: shelf!.id, element: 'talk/default/pod71' };

describe('the health of targets, in the panel,', () => {
  it('stands on a chip for all groups that share its shelf, the worst first', () => {
    expect(chipOf(health, groupsOn(scene, shelf!.id), chip.element)).toEqual({
      state: 'healthy',
      lines: ['app1-nlb-ip:80 of NLB app1-nlb-ip: healthy', 'order:80 of ALB portal: healthy'],
    });
    const sick = health.map((each) =>
      each.name === 'order:80'
        ? { ...each, state: 'unhealthy' as const, checks: each.checks.map((check) => ({ ...check, why: 'timeout' })) }
        : each,
    );
    expect(chipOf(sick, groupsOn(scene, shelf!.id), chip.element)).toEqual({
      state: 'unhealthy',
      lines: ['app1-nlb-ip:80 of NLB app1-nlb-ip: healthy', 'order:80 of ALB portal: unhealthy, timeout'],
    });
    expect(chipOf(undefined, groupsOn(scene, shelf!.id), chip.element)).toBeUndefined();
  });

  it('is listed at the step that picks a target, and at no other', () => {
    const moments = momentsOf(opened());
    const listed = moments.map((moment) => targetsAt(health, moment).map(({ label }) => label));
    expect(listed.filter((labels) => labels.length > 0)).toEqual([['pod71', 'pod81', 'pod371']]);
    expect(moments[listed.findIndex((labels) => labels.length > 0)]!.step.entry).toMatch(/^order:80: /);
  });

  it('opens the walk of a check from its chip, and Escape leads back to the place', () => {
    const before = after(opened(), { kind: 'step', to: 7 });
    const check = checkWalkOf(before, chip)!;
    expect(healthAsked(check)).toMatchObject({ at: '192.168.1.71:8080' });
    const there = after(before, { kind: 'check', walk: check });
    expect(there).toMatchObject({ walk: check, trace: undefined });
    const back = onKey(there, { key: 'Escape', within: 'hops' });
    expect(back).toEqual({ kind: 'back' });
    const again = after(there, { kind: 'back' }, { ...traceMessage(model.trace(walk.id)), health } as Parameters<
      typeof reduce
    >[1]);
    expect(again).toMatchObject({ walk: walk.id, step: 7, back: undefined });
    expect(momentOf(again)).toEqual(momentOf(before));
    expect(onKey(again, { key: 'Escape', within: 'hops' })).toEqual({ kind: 'leave' });
  });

  it('keeps a check that is shown when the file is read anew, and asks it on the network of a walk with given lines', () => {
    const check = checkWalkOf(opened(), chip)!;
    const there = after(opened(), { kind: 'check', walk: check });
    expect(after(there, { kind: 'picture', picture: { ...there.picture!, version: 2 } }).walk).toBe(check);
    expect(healthAsked(check)!.walk).toBeUndefined();
    expect(healthAsked(checkWalkOf(opened(true), chip)!)!.walk).toBe(walk.id);
  });
});
