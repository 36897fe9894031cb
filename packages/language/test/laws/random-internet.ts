import fc from 'fast-check';

/** What a system has: nothing, a server, a home with a router, one behind a carrier's NAT, or one whose address is drawn. */
const whats = ['nothing', 'server', 'home', 'carrier', 'drawn'] as const;

/** A random Internet: systems in a graph of relations, and who is in them. */
export interface RandomInternet {
  readonly systems: readonly { readonly what: (typeof whats)[number]; readonly bgp: string }[];
  readonly relations: readonly { readonly a: number; readonly b: number; readonly line: string }[];
}

export const internets: fc.Arbitrary<RandomInternet> = fc.integer({ min: 2, max: 6 }).chain((count) =>
  fc.record({
    systems: fc.array(
      fc.record({
        what: fc.constantFrom(...whats),
        bgp: fc.constantFrom('', 'bgp frr 8.4', 'bgp bird 2.0'),
      }),
      { minLength: count, maxLength: count },
    ),
    relations: fc.array(
      fc.record({
        a: fc.nat(count - 1),
        b: fc.nat(count - 1),
        line: fc.constantFrom('provider', 'customer', 'peer'),
      }),
      { minLength: count - 1, maxLength: 12 },
    ),
  }),
);

/** The Internet as a file. Everybody asks every server. */
export function textOf({ systems, relations }: RandomInternet): string {
  const said = new Set<string>();
  const lines = systems.map((_, at) =>
    relations.flatMap(({ a, b, line }) => {
      const pair = [a, b].sort().join();
      if (a !== at || a === b || said.has(pair)) return [];
      said.add(pair);
      return `${line} s${b}`;
    }),
  );
  const parts = systems.map(({ what, bgp }, i) => {
    const all = [`announce 11.${i}.0.0/16`, bgp, ...(what === 'carrier' ? [`cgnat 11.${i}.0.8`] : []), ...lines[i]!];
    const system = `  as s${i} ${64500 + i} { ${all.filter((line) => line !== '').join('; ')} }\n`;
    const wan = { home: ` wan 11.${i}.0.7`, carrier: ` wan 100.64.${i}.7`, drawn: '' }[what as 'home'];
    if (wan !== undefined)
      return `${system}  lan l${i} 10.0.0.0/24 { router r${i} 10.0.0.1${wan} in s${i}; client c${i} }\n`;
    return what === 'server' ? `${system}  host h${i} 11.${i}.0.9 { port 443 }\n` : system;
  });
  const at = (kinds: readonly string[]): number[] =>
    systems.flatMap(({ what }, i) => (kinds.includes(what) ? [i] : []));
  const senders = [...at(['home', 'carrier', 'drawn']).map((i) => `c${i}`), ...at(['server']).map((i) => `h${i}`)];
  const walks = senders.flatMap((from) =>
    at(['server']).flatMap((i) => (from === `h${i}` ? [] : `walk ${from}-h${i} from ${from} to host h${i}:443\n`)),
  );
  return `internet {\n${parts.join('')}}\n${walks.join('')}`;
}
