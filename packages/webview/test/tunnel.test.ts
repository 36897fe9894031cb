import { createModel, summaryOf } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { speechOf } from '../src/state/speech.ts';
import { branchOf, momentsOf } from '../src/state/state.ts';
import { delivered } from './fixture/node-port.ts';
import { after, opened } from './fixture/states.ts';

const { topology } = await topologyOf(`vpc dc 10.0.0.0/16 on plain {
  subnet rack-1 10.0.1.0/24
  subnet rack-2 10.0.2.0/24
}
cluster metal on plain in dc {
  cni flannel
  node n1 10.0.1.11 in rack-1 { pod a }
  node n2 10.0.2.11 in rack-2 { pod b { port 80 } }
}
walk far from a to b:80
`);
const state = opened({ ...createModel(topology).trace(topology.walks[0]!.id), id: delivered.id });

describe('a tunnel', () => {
  it('is no translation: its nodes put a packet into it and take it out', () => {
    const sums = (['forward', 'reply'] as const).map((direction) =>
      branchOf(state)![direction].map((hop) => summaryOf(momentsOf(state).filter((moment) => moment.hop === hop))),
    );
    const way = ['', 'into a tunnel', '', 'out of a tunnel', ''];
    expect(sums).toEqual([way, way]);
  });
  it('is said to a screen reader: the outer packet is added, and removed', () => {
    const said: string[] = [];
    for (let at = state; said.length < momentsOf(state).length; at = after(at, { kind: 'go', where: 'next' }))
      said.push(speechOf(at));
    const outer = said
      .filter((words) => words.includes('outer packet'))
      .map((words) => words.replace(/^.*outer/, 'outer'));
    expect(outer[0]).toMatch(/^outer packet added, 10\.0\.1\.11 port \d+ to 10\.0\.2\.11 port 8472$/);
    expect(outer[1]).toBe('outer packet removed');
    expect(outer).toHaveLength(4);
    expect(said.join()).not.toContain('packet is now');
  });
});
