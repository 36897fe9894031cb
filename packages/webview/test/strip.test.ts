import { endOf, timelineOf } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { momentsOf } from '../src/state/state.ts';
import { segmentsOf } from '../src/state/strip.ts';
import { dropped } from './fixture/node-port.ts';
import { after, opened } from './fixture/states.ts';

it('the strip has the machines one after the other, where no packet is sent', async () => {
  const { topology, trace } = await exampleModel('corner-cases');
  const [branch] = trace(topology.walks.find(({ name }) => name === 'W06')!.id).routes;
  const segments = segmentsOf(timelineOf(branch!));
  expect(segments.map(({ text }) => text)).toEqual(branch!.forward.map(({ device }) => device));
  expect([segments[0]!.from, segments.at(-1)!.to]).toEqual([0, timelineOf(branch!).length]);
  expect(new Set(segments.map(({ side }) => side))).toEqual(new Set(['src']));
});

describe('the address strip', () => {
  const moments = momentsOf(opened());
  const segments = segmentsOf(moments);

  it('has one segment per distinct end and direction', () => {
    for (const side of ['src', 'dst'] as const) {
      const ends = moments.map((moment) => `${moment.direction} ${endOf(moment.after!, side)}`);
      const changes = ends.filter((end, i) => end !== ends[i - 1]);
      expect(segments.filter((segment) => segment.side === side).length).toBe(changes.length);
    }
  });
  it('covers every step of every branch once per side', () => {
    for (const state of [opened(), after(opened(), { kind: 'branch', branch: 2 }), opened(dropped)]) {
      const all = momentsOf(state);
      for (const side of ['src', 'dst'] as const) {
        const steps = segmentsOf(all)
          .filter((segment) => segment.side === side)
          .flatMap((segment) => Array.from({ length: segment.to - segment.from }, (_, i) => segment.from + i));
        expect(steps).toEqual(all.map((moment) => moment.index));
      }
    }
  });
  it('marks a segment exactly where a translation starts it', () => {
    const marked = segments.filter((segment) => segment.rewritten).map((segment) => moments[segment.from]!.step.kind);
    expect(marked).toEqual(['nat', 'nat', 'nat', 'nat']);
  });
  it('mirrors the forward way on the reply', () => {
    const ends = (side: 'src' | 'dst', direction: string): string[] =>
      segments.filter((s) => s.side === side && moments[s.from]!.direction === direction).map((s) => s.text);
    expect(ends('dst', 'reply')).toEqual([...ends('src', 'forward')].reverse());
    expect(ends('src', 'reply')).toEqual([...ends('dst', 'forward')].reverse());
  });
});
