import type { Session } from './browser.ts';

/** What is read of a heap snapshot of V8: its nodes as numbers in a row, and what these mean. */
interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] };
  };
  readonly nodes: readonly number[];
}

/**
 * Kinds of nodes that are no data of the page: V8 compiles more the longer a page runs, and the browser takes down times of its own
 * for each frame, up to a limit.
 */
const notData: ReadonlySet<string> = new Set(['code', 'native', 'synthetic']);

/** Objects, functions, arrays and texts that something in the page still refers to: how many, and their bytes. */
export interface HeapData {
  readonly count: number;
  readonly bytes: number;
}

/** Counts what is left in the heap of a page's scripts after a collection of garbage, without code. */
export async function heapData(session: Session): Promise<HeapData> {
  const chunks: string[] = [];
  const take = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  await session.send('HeapProfiler.takeHeapSnapshot');
  session.off('HeapProfiler.addHeapSnapshotChunk', take);
  const { snapshot, nodes } = JSON.parse(chunks.join('')) as Snapshot;
  const { node_fields: fields, node_types } = snapshot.meta;
  const [typeAt, sizeAt] = [fields.indexOf('type'), fields.indexOf('self_size')];
  let [count, bytes] = [0, 0];
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (notData.has(node_types[0][nodes[at + typeAt]!]!)) continue;
    count += 1;
    bytes += nodes[at + sizeAt]!;
  }
  return { count, bytes };
}
