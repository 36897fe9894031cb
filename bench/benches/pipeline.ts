import { createNetkServices } from '@netk/language';
import { EmptyFileSystem } from 'langium';
import { type ClusterSize, clusterText } from '../cluster-text.ts';
import { interleaved } from '../measure.ts';
import { Reader } from '../read-text.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';
import { stockLangium } from '../stock-langium.ts';

const most = 1.5;

async function rowOf(size: ClusterSize & { readonly walks: number }, { rounds }: Options): Promise<Row> {
  const { pods, services, walks } = size;
  const text = clusterText(size);
  const netk = new Reader(createNetkServices(EmptyFileSystem).shared, { validation: true });
  const linked = new Reader(createNetkServices(EmptyFileSystem).shared, { validation: false });
  const langium = new Reader(stockLangium(), { validation: false });
  const times = await interleaved(
    { netk: () => netk.readOnce(text), linked: () => linked.readOnce(text), langium: () => langium.readOnce(text) },
    rounds,
  );
  const ratio = times.netk / times.langium;
  return {
    bench: 'pipeline',
    what: `text → diagnostics${walks === 0 ? '' : `, with ${walks} walks to answer,`} ÷ Langium's parse and link`,
    size: `${pods} pods, ${services} Services, ${Math.round(text.length / 1000)} kB`,
    measured: `${ms(times.netk)} ÷ ${ms(times.langium)} (netk's own parse and link ${ms(times.linked)})`,
    figures: { netkMs: times.netk, netkParseAndLinkMs: times.linked, langiumMs: times.langium },
    aim: `≤ ${most}`,
    ratio,
    met: ratio <= most,
  };
}

/** The whole way from a text to its diagnostics, against Langium's own parse and link of the same text. */
export const pipeline: Bench = {
  name: 'pipeline',
  async *run(options): AsyncIterable<Row> {
    for (const count of [1_000, 10_000]) {
      const size = { pods: scaled(count, options), services: scaled(200, options) };
      for (const walks of [0, 10]) yield await rowOf({ ...size, walks }, options);
    }
  },
};
