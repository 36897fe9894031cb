import { timelineOf } from '@netk/engine';
import { describe, expect, it, test } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { relayed } from '../../engine/test/support/relay-network.ts';
import { requestLane } from '../src/state/request-lane.ts';
import { edgesOf, stepAt } from '../src/state/widths.ts';

const laneOf = async (file: string, name: string | undefined) => {
  const { topology, trace } = await exampleModel(file);
  const [branch] = trace(topology.walks.find((walk) => walk.name === name)!.id).routes;
  const moments = timelineOf(branch!);
  return { branch: branch!, moments, lane: requestLane(branch!, moments) };
};

describe('the lane of the request', () => {
  it('is covered until TLS ends, goes on with what the relay added, and turns into the answer', async () => {
    const { lane } = await laneOf('eks-talk-more', 'W29');
    expect(lane.map(({ text, covered, rewritten }) => [text, covered, rewritten])).toEqual([
      ['TLS: GET portal.example.com/order/7', true, false],
      ['GET portal.example.com/order/7', false, false],
      ['GET portal.example.com/order/7, + X-Forwarded-For, + X-Forwarded-Proto, + X-Forwarded-Port', false, true],
      ['200', false, false],
      ['TLS: 200', true, false],
      ['200', false, false],
    ]);
  });

  test('no device between the two ends of a connection reads what TLS covers', async () => {
    for (const file of ['eks-talk-more', 'production', 'internet-dns', 'corner-cases']) {
      const { topology, trace } = await exampleModel(file);
      for (const { id } of topology.walks)
        for (const branch of trace(id).routes.slice(0, 3)) {
          const moments = timelineOf(branch);
          for (const { from, to, covered, text } of requestLane(branch, moments))
            for (const { hop, leg } of moments.slice(from, to)) {
              const request = leg === undefined ? branch.request : branch.legs?.[leg]?.request;
              const isTls = request?.kind === 'http' && request.scheme === 'https';
              const isEnd = hop.steps.some(({ kind }) => kind === 'deliver');
              if (isTls && !isEnd) expect(covered, `${hop.device}: ${text}`).toBe(true);
              if (!isTls) expect(covered).toBe(false);
            }
        }
    }
  });

  it('covers every step of a walk with a request, once, and is absent where nobody asks for anything', async () => {
    const { lane, moments } = await laneOf('smallest', undefined);
    expect(lane[0]!.from).toBe(0);
    expect(lane.at(-1)!.to).toBe(moments.length);
    for (const [i, { from }] of lane.slice(1).entries()) expect(from).toBe(lane[i]!.to);
    expect((await laneOf('eks-talk-more', 'W24')).lane).toEqual([]);
  });

  it('stands for a walk with one connection, too, which a relay answers itself', async () => {
    const model = await relayed({});
    const [branch] = model.trace().routes;
    const asked = {
      ...branch!,
      client: 'http-503' as const,
      request: { kind: 'http' as const, method: 'GET', scheme: 'http' as const, host: 'h', path: '/x', headers: {} },
    };
    const texts = requestLane(asked, timelineOf(asked)).map(({ text }) => text);
    expect(texts).toEqual(branch!.reply.length > 0 ? ['GET h/x', '503'] : ['GET h/x']);
  });
});

describe('the widths of the strip', () => {
  it('give the steps of the cursor’s direction the most where there are connections, and all the same elsewhere', () => {
    const legs = [0, 0, 1, 1].map((leg, i) => ({ direction: i < 3 ? ('forward' as const) : ('reply' as const), leg }));
    const edges = edgesOf(legs, 'forward');
    expect([edges[0], edges.at(-1)]).toEqual([0, 100]);
    expect(edges[1]! - edges[0]!).toBeCloseTo(edges[3]! - edges[2]!);
    expect((edges[4]! - edges[3]!) / edges[1]!).toBeCloseTo(0.46);
    expect(edgesOf([{ direction: 'forward' }, { direction: 'reply' }], 'forward')).toEqual([0, 50, 100]);
  });

  it('find the step at a place, also at the ends', () => {
    const edges = [0, 40, 80, 100];
    expect([-5, 0, 39, 40, 99, 100, 140].map((place) => stepAt(edges, place))).toEqual([0, 0, 0, 1, 2, 2, 2]);
  });
});
