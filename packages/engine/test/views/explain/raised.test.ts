import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { topologyOf } from '@netk/language';
import { describe, expect, test } from 'vitest';
import { failedExpectations } from '../../../src/findings/questions/expectations.ts';
import { type CauseCode, causeCodes } from '../../../src/index.ts';
import { emptyTopology } from '../../../src/topology/topology.ts';
import { canRaise, raisedCauses } from '../../../src/views/explain/raised-causes.ts';
import { exampleModel } from '../../support/example.ts';
import { causeExamples } from './cause-examples.ts';

const source = path.resolve(import.meta.dirname, '../../../src');
const raised = Object.keys(raisedCauses).sort();

/** Causes that a place in the engine can raise, and why no file leads a walk there. */
const unreached: Readonly<Record<string, string>> = {
  MTU: 'no file says how large a packet is',
};

describe('a cause', () => {
  test('that is raised has an example, and nothing else has', () => {
    expect(Object.keys(causeExamples).sort()).toEqual(raised);
  });
  test.each(Object.entries(causeExamples))('%s ends the walk of its example, as that expects', async (code, text) => {
    const { model } = await topologyOf(text);
    const [walk] = model.topology.walks;
    const trace = model.trace(walk!.id);
    expect(trace.routes.map(({ cause }) => cause)).toEqual([code]);
    expect(walk!.expects.map(({ because }) => because)).toEqual([code]);
    expect(failedExpectations(model.plan, walk!, trace)).toEqual([]);
    expect(canRaise(code as CauseCode, model.topology)).toBe('yes');
    expect(model.findings.filter((each) => each.code === 'NK146' || each.code === 'NK120')).toEqual([]);
  });
  test('stands in the engine where it is raised, and is in the table then, or is known not to be reached', () => {
    const found = new Set<string>();
    for (const folder of ['walk', 'compilers'])
      for (const file of readdirSync(path.join(source, folder), { recursive: true, encoding: 'utf8' }))
        if (file.endsWith('.ts')) {
          const text = readFileSync(path.join(source, folder, file), 'utf8');
          for (const code of causeCodes) if (text.includes(`'${code}'`)) found.add(code);
        }
    expect([...found].sort()).toEqual([...raised, ...Object.keys(unreached)].sort());
  });
  test.each(['eks-talk', 'eks-talk-more', 'eks-egress', 'eks-services', 'smallest', 'bridge', 'gke'])(
    'of any walk of %s is in the table, and its topology has what that needs',
    async (name) => {
      const model = await exampleModel(name);
      for (const walk of model.topology.walks)
        for (const { cause, blockers = [] } of model.trace(walk.id).routes)
          for (const code of [cause, ...blockers.map((each) => each.cause)])
            if (code !== undefined) expect(canRaise(code, model.topology), `${walk.name}: ${code}`).toBe('yes');
    },
  );
  test('that needs something is impossible in an empty topology', () => {
    for (const code of causeCodes) {
      const need = raisedCauses[code];
      const expected = need === undefined ? 'not yet' : need === 'anything' ? 'yes' : { lacks: need.words };
      expect(canRaise(code, emptyTopology), code).toEqual(expected);
    }
  });
});

describe('an expectation because of a cause', () => {
  const net =
    'vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5; host k 10.0.1.6 { port 80 } } }\n';
  const found = async (lines: string) =>
    (await topologyOf(`${net}${lines}`)).model.findings
      .filter(({ code }) => code === 'NK146')
      .map(({ severity, message }) => `${severity}: ${message}`);
  test('that nothing of this topology can raise is a warning', async () => {
    const message = 'warning: no walk of this topology can end with NACL-IN: that needs a network-acl';
    expect(await found('walk w from h to k:80 { expect dropped because NACL-IN }')).toEqual([message]);
    expect(await found('expect dropped because NACL-IN from h to k:80')).toEqual([message]);
  });
  test('that netk does not raise yet is an information', async () => {
    expect(await found('walk w from h to k:80 { expect dropped because NAT-PORTS }')).toEqual([
      'information: netk raises NAT-PORTS nowhere yet: no walk can end with it',
    ]);
  });
  test('that can be raised is none', async () => {
    expect(await found('walk w from h to k:80 { expect not dropped because SG-IN }')).toEqual([]);
  });
});
