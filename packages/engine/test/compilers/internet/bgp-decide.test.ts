import { describe, expect, it } from 'vitest';
import { type Candidate, decide, type Software } from '../../../src/compilers/internet/bgp/decide.ts';

const softwares: readonly Software['kind'][] = ['frr', 'bird', 'rfc4271'];

const route = (neighbour: string, path: readonly number[], rest: Partial<Candidate> = {}): Candidate => ({
  ...{ neighbour, path, localPreference: 100, med: 0, routerId: Number(neighbour) },
  ...rest,
});

const taken = (kind: Software['kind'], ...arrivals: readonly Candidate[]): string | undefined =>
  decide(arrivals, { kind })?.best.neighbour;

describe('the choice among routes of BGP', () => {
  for (const kind of softwares) {
    it(`of ${kind} prefers the local preference to a shorter path`, () => {
      const [long, short] = [route('1', [65001, 65009, 65010], { localPreference: 200 }), route('2', [65002])];
      expect(taken(kind, long, short)).toBe('1');
      expect(taken(kind, short, long)).toBe('1');
    });

    it(`of ${kind} prefers the shorter path to the MED`, () => {
      const [short, long] = [route('2', [65001], { med: 500 }), route('1', [65001, 65009])];
      expect(taken(kind, long, short)).toBe('2');
      expect(taken(kind, short, long)).toBe('2');
    });

    it(`of ${kind} compares MEDs of one neighbour AS, a missing one is the best`, () => {
      const [some, none] = [route('1', [65001], { med: 10 }), route('2', [65001])];
      expect(taken(kind, some, none)).toBe('2');
      expect(taken(kind, none, some)).toBe('2');
    });
  }

  it('does not compare MEDs of different neighbours', () => {
    const [a, b] = [route('1', [65001], { med: 100 }), route('2', [65002], { med: 0 })];
    for (const kind of softwares) expect(taken(kind, a, b), kind).toBe('1');
  });

  it('keeps the older route in FRR and takes the lowest router id in BIRD and in RFC 4271', () => {
    const [low, high] = [route('1', [65001]), route('2', [65002])];
    expect(['frr', 'bird', 'rfc4271'].map((kind) => taken(kind as Software['kind'], high, low))).toEqual([
      '2',
      '1',
      '1',
    ]);
    expect(['frr', 'bird', 'rfc4271'].map((kind) => taken(kind as Software['kind'], low, high))).toEqual([
      '1',
      '1',
      '1',
    ]);
  });

  it('with MED between three routes of two neighbours depends on the order of arrival as FRR and BIRD were seen to', () => {
    const routes = [
      route('21', [65001], { med: 100 }),
      route('22', [65002]),
      route('23', [65001], { med: 0 }),
    ] as const;
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ] as const;
    const results = (kind: Software['kind']) => orders.map((order) => taken(kind, ...order.map((i) => routes[i])));
    // observed: FRR three times .23, twice .22, once .21, though .23 of the same AS is better; BIRD each of them twice
    expect(results('frr')).toEqual(['21', '23', '22', '22', '23', '23']);
    expect(results('bird')).toEqual(['23', '22', '23', '21', '22', '21']);
    // what was observed side by side, in one listing of the six orders
    const pairs = results('frr').map((frr, i) => `${frr} ${results('bird')[i]}`);
    expect(pairs.sort()).toEqual(['21 23', '23 21', '22 21', '23 22', '22 23', '23 22'].sort());
    expect(new Set(results('rfc4271'))).toEqual(new Set(['22']));
  });

  it('says by what the taken route beats the one that came closest', () => {
    const why = (kind: Software['kind'], ...arrivals: readonly Candidate[]) =>
      decide(arrivals, kind === 'rfc4271' ? { kind } : { kind, written: `bgp ${kind}` })?.why;
    const [a, b] = [route('1', [65001, 65003]), route('2', [65002, 65003])];
    expect(why('frr', b, a)).toBe('older than 65001 65003 (bgp frr; routes arrive in the order of lines)');
    expect(why('bird', b, a)).toBe('lower router id than 65002 65003 (bgp bird)');
    expect(why('rfc4271', b, { ...a, routerId: undefined })).toBe(
      'lower router id than 65001 65003 (RFC 4271, as no bgp line says otherwise; no router-id is written, the AS number stands for it)',
    );
    expect(why('bird', a, route('3', [65001]))).toBe('shorter than 65001 65003');
    expect(why('bird', a)).toBeUndefined();
  });
});
