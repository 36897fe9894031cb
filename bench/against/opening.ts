import { pathToFileURL } from 'node:url';
import { clusterText } from '../cluster-text.ts';
import { interleaved } from '../measure.ts';
import { ms, type Options, type Row, scaled } from '../row.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { LspClient } from '../server/lsp-client.ts';
import type { Build } from './build.ts';
import { type Builds, type Contest, rowOf } from './contest.ts';

/** Milliseconds that one text takes of another, in medians: 1.25 times what Langium takes, where it was 1.55. */
const most = 0.81;

/** A server that is shown a text again and again, each time as a new file with another end. */
async function reader({ server }: Build, text: string): Promise<{ look(): Promise<number>; close(): void }> {
  const folder = pathToFileURL(scratchFolder()).toString();
  const client = new LspClient(server);
  let files = 0;
  const next = () => {
    files += 1;
    return { uri: `${folder}/bench-${files}.netk`, languageId: 'netk', text: `${text}// ${files}\n` };
  };
  await client.open(folder, { ...next(), text: '// nothing yet\n' });
  return { look: () => client.look(next()), close: () => client.close() };
}

async function* rows({ now, old }: Builds, options: Options): AsyncIterable<Row> {
  for (const count of [1_000, 10_000]) {
    const size = { pods: scaled(count, options), services: scaled(200, options) };
    const text = clusterText(size);
    const [mine, theirs] = [await reader(now, text), await reader(old, text)];
    try {
      const rounds = options.rounds * (count < 5_000 ? 3 : 1);
      const times = await interleaved({ now: mine.look, old: theirs.look }, rounds);
      const what = 'text with ten walks → diagnostics, in the server';
      const words = `${size.pods} pods, ${size.services} Services`;
      yield rowOf({ bench: 'opening', what, size: words }, times, ms, { most });
    } finally {
      mine.close();
      theirs.close();
    }
  }
}

/** How long somebody waits for the diagnostics of a file that is opened. */
export const opening: Contest = { name: 'opening', run: rows };
