import { readFileSync } from 'node:fs';
import { type Options, type Row, scaled } from '../row.ts';
import { placeAfter, Typist } from '../server/typist.ts';
import { type Builds, type Contest, rowOf } from './contest.ts';

const example = new URL('../../examples/eks-talk.netk', import.meta.url);
const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
/** What may be held above what the server holds right after opening. */
const more = 40e6;

/** Bytes of a process that are resident; undefined on systems that have no such file. */
function residentOf(pid: number): number | undefined {
  try {
    const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}

async function* rows({ now, old }: Builds, options: Options): AsyncIterable<Row> {
  const text = readFileSync(example, 'utf8');
  const edits = scaled(3_000, options, 12);
  const places = ['{ labels app=app1', '"same node', 'Reference topology'].map((words) =>
    placeAfter(text, words, words),
  );
  const all = await Promise.all([now, old].map(({ server }) => Typist.start(server, 'netk', 'netk', text)));
  try {
    const held = () => all.map(({ client }) => residentOf(client.pid));
    const opened = held();
    let most = opened;
    for (let edit = 0; edit < edits; edit += 2) {
      for (const typist of all) await typist.pressTwice(places[(edit / 2) % places.length]!);
      if (edit % 100 === 0) most = held().map((bytes, at) => Math.max(bytes ?? 0, most[at] ?? 0));
    }
    const [mine, theirs] = held();
    const row = {
      bench: 'resident',
      what: `resident memory of the server after ${edits} edits`,
      size: 'eks-talk.netk',
    };
    if (mine === undefined || theirs === undefined) {
      const note = 'Resident memory is read from /proc, which this system has not.';
      yield { ...row, measured: '–', figures: {}, aim: '≤ 0.5', ratio: null, met: null, note };
      return;
    }
    const measured = rowOf(row, { now: mine, old: theirs }, mb, { most: 0.5 });
    const [nowOpened, oldOpened] = opened as [number, number];
    const [nowMost, oldMost] = most as [number, number];
    yield {
      ...measured,
      measured: `${measured.measured} (right after opening ${mb(nowOpened)}, ${mb(oldOpened)}; most ${mb(nowMost)}, ${mb(oldMost)})`,
      figures: { ...measured.figures, nowOpened, oldOpened, nowMost, oldMost },
      aim: `≤ 0.5, or opened + ${mb(more)}`,
      met: measured.met === true || mine <= nowOpened + more,
    };
  } finally {
    for (const { client } of all) client.close();
  }
}

/** What a server holds that somebody typed into for an hour. */
export const resident: Contest = { name: 'resident', run: rows };
