import { readFileSync } from 'node:fs';
import { layout, waysOf } from '@netk/diagram';
import { createModel, sceneOf, summaryOf } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { relayed, relayText } from '../../engine/test/support/relay-network.ts';
import { relayTo } from '../../engine/test/support/relays.ts';
import { onKey } from '../src/state/key.ts';
import { closedWords, lastWordsOf, partyText, passedSections } from '../src/state/legs.ts';
import { reduce } from '../src/state/reduce.ts';
import { speechOf } from '../src/state/speech.ts';
import { branchOf, initialState, momentOf, momentsOf, type State } from '../src/state/state.ts';
import { begins, segmentsOf } from '../src/state/strip.ts';
import { after, at, opened as openedTalk, traceMessage, uri } from './fixture/states.ts';

const relays = { 'edge:8443': relayTo('edge', 'app1 10.0.3.11:8080', 'app2 10.0.3.12:8080') };
const { model, trace } = await relayed(relays);
const refused = await relayed(relays, relayText({ app1: 'port 8081' }));

const opened = (shown = trace()): State =>
  after(
    initialState,
    { kind: 'open', uri, walk: shown.id },
    {
      kind: 'picture',
      picture: {
        ...{ uri, version: 1, scene: sceneOf(model.plan), ranges: {} },
        walks: [{ id: shown.id, name: 'w', title: 'w', range: at(1) }],
      },
    },
    traceMessage(shown),
    { kind: 'step', to: 0 },
  );

const press = (state: State, key: string, shift = false): State => {
  const does = onKey(state, { key, shift, within: 'hops' });
  return does && does.kind === 'go' ? reduce(state, does) : state;
};
const place = (state: State): string => {
  const { direction, hopIndex, hop, step } = momentOf(state)!;
  return `${direction} ${hopIndex + 1} ${hop.device} ${step.kind}`;
};

/** The places to which a key leads, until it leads no further. */
function visited(start: State, key: string, shift = false): readonly string[] {
  const out: string[] = [];
  for (let state = start, next = press(state, key, shift); next.step !== state.step; ) {
    out.push(place(next));
    [state, next] = [next, press(next, key, shift)];
  }
  return out;
}

describe('a walk through a relay, in the panel,', () => {
  it('goes from connection to connection with Shift and the page keys, the last one answering first', () => {
    const legs = ['forward 4 edge balance', 'reply 1 app1 originate', 'reply 4 edge originate'];
    expect(visited(opened(), 'PageDown', true)).toEqual(legs);
    const end = press(opened(), 'End');
    expect(visited(end, 'PageUp', true)).toEqual([
      'reply 1 app1 originate',
      'forward 4 edge balance',
      'forward 1 client originate',
    ]);
  });

  it('stops at the relay with n, which finds what decides', () => {
    expect(visited(opened(), 'n')).toEqual(['forward 4 edge connect']);
  });

  it('turns with r at the same device in the same connection', () => {
    const relay = press(opened(), 'PageDown', true);
    const turned = press(relay, 'r');
    expect(place(turned)).toMatch(/^reply 3 edge /);
    expect(momentOf(turned)!.leg).toBe(momentOf(relay)!.leg);
    expect(place(press(turned, 'r'))).toMatch(/^forward 4 edge /);
  });

  it('is spoken with the connection where one begins, and where one ends', () => {
    const moments = momentsOf(opened());
    const spoken = moments.map(({ index }) => speechOf(after(opened(), { kind: 'step', to: index })));
    const named = spoken.filter((text) => text.includes('connection'));
    expect(named.map((text) => text.replace(/^step \d+ of \d+, /, ''))).toEqual([
      'connection A, client to edge, forward, client, socket',
      'forward, edge, socket, connection A ends here',
      'connection B, edge to app1, forward, edge, relay',
      'connection B, edge to app1, reply, app1, socket',
      'reply, edge, socket, connection B ends here',
      'connection A, client to edge, reply, edge, socket',
    ]);
  });

  it('has a section of the strip for each connection and direction, whose bars are never those of a translation', () => {
    const moments = momentsOf(opened());
    expect(moments.filter((_, i) => begins(moments, i))).toHaveLength(4);
    const segments = segmentsOf(moments);
    expect(segments.filter(({ rewritten }) => rewritten)).toEqual([]);
    expect(segments.filter(({ side }) => side === 'dst').map(({ text }) => text)).toEqual([
      '10.0.2.10:8443',
      '10.0.3.11:8080',
      '10.0.2.10:40002',
      '10.0.1.10:40000',
    ]);
  });

  it('says in the list who speaks to whom, and where a connection ends', () => {
    const branch = branchOf(opened())!;
    expect(
      passedSections(branch).map((section) => [section.letter, partyText(section), lastWordsOf(branch, section)]),
    ).toEqual([
      ['A', 'client → edge:8443', 'Connection A ends at edge. What is said goes on in connection B.'],
      ['B', 'edge → app1:8080', undefined],
      ['B', 'edge → app1:8080', 'The answer of connection B ends at edge, which then answers in connection A.'],
      ['A', 'client → edge:8443', undefined],
    ]);
    const relay = momentsOf(opened()).filter(({ direction, hopIndex }) => direction === 'forward' && hopIndex === 3);
    expect(summaryOf(relay)).toBe('new connection');
  });

  it('opens at the drop of the second connection, where that is blocked', () => {
    const state = after(
      initialState,
      { kind: 'open', uri, walk: refused.trace().id },
      { kind: 'picture', picture: opened().picture! },
      traceMessage(refused.trace()),
    );
    expect(place(state)).toBe('forward 6 app1 drop');
  });

  it('keeps its place in the same connection when another upstream is shown', () => {
    const relay = press(opened(), 'PageDown', true);
    const other = after(relay, { kind: 'branch', branch: 1 });
    expect(place(other)).toBe('forward 4 edge balance');
    const told = after(press(opened(), 'End'), { kind: 'branch', branch: 1 });
    expect(place(told)).toBe('reply 6 client deliver');
  });
});

it('a relay that has nobody to ask ends the connection, and says which one it never opens', async () => {
  const text = readFileSync(new URL('../../../examples/smallest.netk', import.meta.url), 'utf8');
  const { topology } = await topologyOf(text.replace('labels app=web;', 'labels app=other;'));
  const shop = createModel(topology);
  const [branch] = shop.trace(topology.walks[0]!.id).routes;
  expect(closedWords(branch!)).toBe('Connection B is never opened: web:80 has no registered target: answers 503.');
  const [there, back] = waysOf(layout(sceneOf(shop.plan)), branch!);
  expect([there!.ends, back!.ends]).toEqual(['relay', undefined]);
  // who refuses a connection has not taken it
  expect(closedWords(refused.trace().routes[0]!)).toBeUndefined();
  expect(closedWords(branchOf(openedTalk())!)).toBeUndefined();
});

it('a walk with one connection has no sections, and its moments no leg', () => {
  const state = openedTalk();
  expect(passedSections(branchOf(state)!)).toEqual([]);
  expect(momentsOf(state).some((moment) => 'leg' in moment)).toBe(false);
  expect(visited(state, 'PageDown', true)).toHaveLength(1);
});
