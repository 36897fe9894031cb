import { createNetkServices } from '@netk/language';
import { EmptyFileSystem } from 'langium';
import { clusterText } from '../cluster-text.ts';
import { interleaved } from '../measure.ts';
import { Reader } from '../read-text.ts';
import { type Bench, ms, type Row, scaled } from '../row.ts';
import { stockLangium } from '../stock-langium.ts';

const most = 1.5;

/** The whole way from a text to its diagnostics, against Langium's own parse and link of the same text. */
export const pipeline: Bench = {
  name: 'pipeline',
  async *run(options): AsyncIterable<Row> {
    for (const count of [1_000, 10_000]) {
      const pods = scaled(count, options);
      const services = scaled(200, options);
      const text = clusterText({ pods, services });
      const netk = new Reader(createNetkServices(EmptyFileSystem).shared, { validation: true });
      const linked = new Reader(createNetkServices(EmptyFileSystem).shared, { validation: false });
      const langium = new Reader(stockLangium(), { validation: false });
      const times = await interleaved(
        { netk: () => netk.readOnce(text), linked: () => linked.readOnce(text), langium: () => langium.readOnce(text) },
        options.rounds,
      );
      const ratio = times.netk / times.langium;
      yield {
        bench: 'pipeline',
        what: 'text → diagnostics ÷ Langium parse and link',
        size: `${pods} pods, ${services} Services, ${Math.round(text.length / 1000)} kB`,
        measured: `${ms(times.netk)} ÷ ${ms(times.langium)} (netk's own parse and link ${ms(times.linked)})`,
        figures: { netkMs: times.netk, netkParseAndLinkMs: times.linked, langiumMs: times.langium },
        aim: `≤ ${most}`,
        ratio,
        met: ratio <= most,
      };
    }
  },
};
