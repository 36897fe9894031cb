import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cidr } from '../../../src/base/addr/index.ts';
import { propagate } from '../../../src/compilers/internet/bgp/propagate.ts';
import type { Relation, Session, Speaker } from '../../../src/compilers/internet/bgp/speaker.ts';

const opposite = { provider: 'customer', customer: 'provider', peer: 'peer' } as const;

interface Shape {
  readonly count: number;
  readonly relations: readonly { readonly a: number; readonly b: number; readonly what: Relation }[];
  readonly softwares: readonly ('frr' | 'bird' | 'rfc4271')[];
}

/** A random graph of systems; each announces a block of its own. */
const shapes: fc.Arbitrary<Shape> = fc.integer({ min: 2, max: 9 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    relations: fc.array(
      fc.record({
        a: fc.nat(count - 1),
        b: fc.nat(count - 1),
        what: fc.constantFrom<Relation>('provider', 'customer', 'peer'),
      }),
      { maxLength: 20 },
    ),
    softwares: fc.array(fc.constantFrom('frr', 'bird', 'rfc4271'), { minLength: count, maxLength: count }),
  }),
);

function speakersOf({ count, relations, softwares }: Shape): Speaker[] {
  const sessions = Array.from({ length: count }, () => [] as Session[]);
  for (const { a, b, what } of relations) {
    if (a === b || sessions[a]!.some(({ to }) => to === `${b}`)) continue;
    sessions[a]!.push({ to: `${b}`, relation: what, localPreference: 100 });
    sessions[b]!.push({ to: `${a}`, relation: opposite[what], localPreference: 100 });
  }
  return sessions.map((own, i) => ({
    ...{ id: `${i}`, name: `as${i}`, number: 64500 + i, software: { kind: softwares[i]! }, sessions: own },
    announces: [{ block: cidr(`10.${i}.0.0/16`), med: 0, prepend: 0 }],
  }));
}

describe('announcements in a random graph of autonomous systems', () => {
  it('settle, and every route is valley-free, without a loop, and told by each system on it', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const speakers = speakersOf(shape);
        const byId = new Map(speakers.map((each) => [each.id, each]));
        for (const known of propagate(speakers)) {
          expect(known.unsettled).toBeUndefined();
          for (const [id, first] of known.routes ?? []) {
            const steps: Relation[] = [];
            const passed = [id];
            let at = id;
            for (let route = known.routes!.get(id); route; route = known.routes!.get(at)) {
              expect(route.path.length).toBe(first.path.length - steps.length);
              steps.push(byId.get(at)!.sessions.find(({ to }) => to === route!.neighbour)!.relation);
              at = route.neighbour;
              expect(passed).not.toContain(at);
              passed.push(at);
            }
            // up to providers, at most one peer, then down to customers
            expect(steps.join(' ')).toMatch(/^(provider ?)*(peer ?)?(customer ?)*$/);
            expect(byId.get(at)!.announces.some(({ block }) => block.base === known.block.base)).toBe(true);
            expect(first.path).toEqual(passed.slice(1).map((each) => byId.get(each)!.number));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reach a system wherever some valley-free way does over customers alone', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const speakers = speakersOf(shape);
        const known = propagate(speakers);
        // whoever has a direct customer knows what that one announces
        for (const { id, sessions } of speakers)
          for (const { to } of sessions)
            expect(known.find(({ block }) => block.base === cidr(`10.${to}.0.0/16`).base)?.routes?.has(id)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('announcements', () => {
  const line = (numbers: readonly number[], relation: Relation): Shape => ({
    count: numbers.length,
    relations: numbers.slice(1).map((b) => ({ a: b - 1, b, what: relation })),
    softwares: numbers.map(() => 'frr'),
  });

  it('of a peer go to customers and not to another peer', () => {
    const known = propagate(speakersOf(line([0, 1, 2], 'peer')));
    expect([...known[2]!.routes!.keys()]).toEqual(['1']);
  });

  it('that prepend and carry a MED are judged by their neighbours', () => {
    const speakers = speakersOf({
      ...{ count: 4, softwares: ['frr', 'frr', 'frr', 'frr'] },
      relations: [
        { a: 0, b: 1, what: 'provider' },
        { a: 0, b: 2, what: 'provider' },
        { a: 1, b: 3, what: 'provider' },
        { a: 2, b: 3, what: 'provider' },
      ],
    });
    const block = cidr('203.0.113.0/24');
    const with3 = (prepend: number): Speaker[] =>
      speakers.map((each) => (each.id === '3' ? { ...each, announces: [{ block, med: 0, prepend }] } : each));
    const pathOf = (prepend: number) =>
      propagate(with3(prepend))
        .find((each) => each.block.base === block.base)
        ?.routes?.get('0')?.path;
    expect(pathOf(0)).toEqual([64501, 64503]);
    expect(pathOf(2)).toEqual([64501, 64503, 64503, 64503]);
  });

  it('that a circle of preferences turns over for ever never settle', () => {
    // BAD GADGET (Griffin, Shepherd, Wilfong): three systems around one, each likes the way over its neighbour more
    const session = (to: string, localPreference: number): Session => ({ to, relation: 'customer', localPreference });
    const speakers: Speaker[] = ['0', '1', '2', '3'].map((id) => ({
      ...{ id, name: id, number: 64500 + Number(id), software: { kind: 'rfc4271' } },
      announces: id === '0' ? [{ block: cidr('203.0.113.0/24'), med: 0, prepend: 0 }] : [],
      sessions:
        id === '0'
          ? ['1', '2', '3'].map((to) => session(to, 100))
          : [session('0', 100), session(`${(Number(id) % 3) + 1}`, 200), session(`${((Number(id) + 1) % 3) + 1}`, 50)],
    }));
    expect(propagate(speakers)[0]!.unsettled).toBe(true);
  });
});
