import { readFileSync } from 'node:fs';
import { topologyOf } from '@netk/language';
import { describe, expect, it, test } from 'vitest';
import {
  askingHealth,
  checkTrace,
  createModel,
  elementId,
  finish,
  type Model,
  type TargetHealth,
  type Trace,
  targetHealthIn,
} from '../../src/index.ts';
import { exampleModel, examples } from '../support/example.ts';

const smallest = readFileSync(new URL('../../../../examples/smallest.netk', import.meta.url), 'utf8');
const modelOf = async (text: string): Promise<Model> => createModel((await topologyOf(text)).topology);
const healthOf = ({ plan, network }: Model): readonly TargetHealth[] => targetHealthIn(plan, network);

/** The walks of all checks of a target. */
const walksOf = ({ network }: Model, { group, at, checks }: TargetHealth): readonly Trace[] =>
  checks.map(({ node }) => finish(askingHealth(network, elementId('check'), { node, group, at }))!);

describe('the health of targets', () => {
  test.each(examples)('is what its walks come to, each of which can be opened: %s', async (name) => {
    const model = await exampleModel(name);
    for (const target of healthOf(model)) {
      const walks = walksOf(model, target);
      expect(walks.map(({ title }) => title)).toEqual(
        target.checks.map(({ state, why }) => expect.stringMatching(new RegExp(`: ${state}${why ? ', ' : '$'}`))),
      );
      for (const [i, walk] of walks.entries()) {
        expect(checkTrace(walk)).toEqual([]);
        const good = walk.routes.every(({ verdict, client }) => verdict === 'delivered' && client === 'ok');
        expect(good, `${target.label} ${walk.title}`).toBe(target.checks[i]!.state === 'healthy');
      }
    }
  });

  it('is asked from every node that may send to the target', async () => {
    const health = healthOf(await exampleModel('eks-talk'));
    const zones = (group: string, label: string): readonly string[] =>
      health.find((each) => each.name === group && each.label === label)!.checks.map(({ zone }) => zone);
    expect(zones('order:80', 'pod71')).toEqual(['az1', 'az2', 'az3']);
    expect(zones('app1-nlb-ip:80', 'pod71')).toEqual(['az1']); // network load balancers stay in their zone
    expect(health.find(({ label, name }) => label === 'nD' && name === 'app1-clb:80')).toMatchObject({
      state: 'unchecked',
      checks: [],
    });
  });

  it('says why a target is not healthy, and the walk of its check dies of that', async () => {
    const model = await modelOf(
      smallest.replace('port http 8080', 'port http 8081').replace('80 -> http', '80 -> 8080'),
    );
    const [first] = healthOf(model);
    expect(first).toMatchObject({ label: 'web-1', of: 'ALB web', state: 'unhealthy', at: '10.0.16.6:8080' });
    expect(first!.checks[0]).toMatchObject({ asked: 'HTTP GET 10.0.16.6:8080/', why: 'refused (SVC-TARGETPORT)' });
    const [walk] = walksOf(model, first!);
    expect(walk).toMatchObject({ verdict: 'not-delivered', flow: { to: 'web-1', port: 8080 } });
    expect(walk!.routes[0]).toMatchObject({ cause: 'SVC-TARGETPORT', client: 'refused' });
    expect(walk!.routes[0]!.blockers![0]!.fix).toBeDefined();
  });

  it('says what a program answers that is not what the check wants', async () => {
    const model = await modelOf(smallest.replace('port http 8080', 'port http 8080; response "/" 500'));
    expect(healthOf(model).map(({ state, checks }) => [state, checks[0]!.why])).toEqual(
      Array(3).fill(['unhealthy', 'answers 500, which is none of 200']),
    );
  });

  it('is undefined of what no balancer checks', async () => {
    const { network } = await exampleModel('eks-talk');
    const asked = { node: elementId('talk/nA'), group: 'none', at: '10.0.0.1:80' };
    expect(finish(askingHealth(network, elementId('check'), asked))).toBeUndefined();
  });
});
