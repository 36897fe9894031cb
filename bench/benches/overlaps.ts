import { type Cidr, cidr, overlappingPairs, parseCidr, showCidr } from '../../packages/engine/src/base/addr/index.ts';
import { interleaved } from '../measure.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';

const most = 2;

/** /28s side by side from 10.0.0.0 on, in no order; here and there stands the /24 that holds sixteen of them. */
function blocks(count: number): readonly string[] {
  const out: string[] = [];
  // A linear congruential generator (Numerical Recipes): the same blocks in every run.
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = random(at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  for (const at of order) {
    const base = 0x0a_00_00_00 + at * 16;
    const bits = random(1600) === 0 ? 24 : 28;
    const octets = [base >>> 24, (base >>> 16) & 255, (base >>> 8) & 255, bits === 24 ? 0 : base & 255];
    out.push(`${octets.join('.')}/${bits}`);
  }
  return out;
}

function pairs(of: readonly Cidr[]): number {
  let found = 0;
  for (const _ of overlappingPairs(of, (block) => block)) found += 1;
  return found;
}

async function* rows(options: Options): AsyncIterable<Row> {
  const texts = blocks(scaled(100_000, options));
  const parsed = texts.map((text) => cidr(text));
  if (texts.some((text, at) => showCidr(parsed[at]!) !== text)) throw new Error('a block of the benchmark is no block');
  const found = pairs(parsed);
  const times = await interleaved(
    {
      parse: () => texts.reduce((sum, text) => sum + (parseCidr(text)?.cidr.bits ?? 0), 0),
      check: () => pairs(parsed),
    },
    options.rounds * 3,
  );
  const ratio = times.check / times.parse;
  yield {
    bench: 'overlaps',
    what: 'overlap check ÷ parsing the blocks',
    size: `${texts.length} CIDRs, ${found} pairs overlap`,
    measured: `${ms(times.check)} ÷ ${ms(times.parse)}`,
    figures: { checkMs: times.check, parseMs: times.parse, pairs: found },
    aim: `≤ ${most}`,
    ratio,
    met: ratio <= most,
  };
}

/** Whether all blocks of a network can be compared with each other for the price of reading them. */
export const overlaps: Bench = { name: 'overlaps', run: rows };
