import { createNetkServices } from '@netk/language';
import { EmptyFileSystemProvider, URI } from 'langium';
import { CallCounts, type Calls } from '../call-counts.ts';
import { clusterText } from '../cluster-text.ts';
import { type Bench, type Options, type Row, scaled } from '../row.ts';

/**
 * A function that computes something of the topology. A getter hands out what was computed, an index finds it, and what a
 * cloud emitted is asked by packets.
 */
const computes = ({ file, name }: Calls): boolean =>
  /\/engine\/src\/(plan|compilers\/(?!clouds))/.test(file) &&
  !file.endsWith('/plan-index.ts') &&
  !name.startsWith('get ');
/** The first thing that each walk asks: where it starts. */
const answers = ({ file, name }: Calls): boolean => file.endsWith('/engine/src/ask/senders.ts') && name === 'senders';

/** A file of a workspace that is edited and checked again. */
class EditedFile {
  private current: string;
  private readonly uri = URI.parse('memory:/bench.netk');
  private readonly shared;

  constructor(text: string) {
    this.current = text;
    const provider = new EmptyFileSystemProvider();
    provider.readFile = () => Promise.resolve(this.current);
    this.shared = createNetkServices({ fileSystemProvider: () => provider }).shared;
  }

  /** Checks a version of the file; the number of its diagnostics. */
  async check(text: string): Promise<number> {
    this.current = text;
    const { LangiumDocuments, DocumentBuilder } = this.shared.workspace;
    const document = await LangiumDocuments.getOrCreateDocument(this.uri);
    DocumentBuilder.updateBuildOptions = { validation: true };
    await DocumentBuilder.update([this.uri], []);
    if (!document.diagnostics) throw new Error('the file of the benchmark was not checked');
    return document.diagnostics.length;
  }
}

async function* rowsOf(pods: number, options: Options): AsyncIterable<Row> {
  const services = scaled(200, options);
  const text = clusterText({ pods, services });
  const file = new EditedFile(text);
  const counts = await CallCounts.start();
  try {
    await file.check(text);
    if (!(await counts.take()).some(computes))
      throw new Error('reading a file computed nothing: the counting is wrong');
    // Each edit moves everything behind it by one character; the walk gets another title.
    for (const [name, edited, mostWalks] of [
      ['a comment', text.replace('Services.', 'Services!!'), 0],
      ['a walk', text.replace('"question 1"', '"question 1x"'), 1],
    ] as const) {
      if (edited === text) throw new Error(`the edit of ${name} changes nothing`);
      await file.check(text);
      await counts.take();
      await file.check(edited);
      const calls = await counts.take();
      const computed = calls.filter(computes).reduce((sum, { count }) => sum + count, 0);
      const walks = calls.filter(answers).reduce((sum, { count }) => sum + count, 0);
      yield {
        bench: 'counted',
        what: `a keystroke in ${name} computes nothing of the topology, and walks no other walk`,
        size: `${pods} pods, ${services} Services`,
        measured: `${computed} calls of plan and lowering, ${walks} walks`,
        figures: { computed, walks },
        aim: `0 calls, ${mostWalks} walks`,
        ratio: null,
        met: computed === 0 && walks <= mostWalks,
      };
    }
  } finally {
    await counts.stop();
  }
}

/** Keystrokes that change no element: counted and not timed. */
export const counted: Bench = {
  name: 'counted',
  async *run(options): AsyncIterable<Row> {
    for (const pods of [1_000, 10_000]) yield* rowsOf(scaled(pods, options), options);
  },
};
