import { type Branch, elementId, explainOutcome, type Mend, mendsOf, type Plan, type Trace } from '@netk/engine';
import { editsOf, type FileModel, type FileModels, runWork } from '@netk/language';
import { isAdHoc, type MendOffer, type Mends, questionOf, type Replacement, type TriedWalk } from '@netk/protocol';
import { type LangiumDocument, TextDocument } from 'langium';
import type { CancellationToken } from 'vscode-languageserver';
import type { Drafts } from './drafts.ts';
import { type Ground, groundOf, workOf } from './ground.ts';

type Place = Pick<TriedWalk, 'walk' | 'branch'>;

/** A mend that the text can have, and which of the branch's stops it is about. */
interface Writable extends Pick<Mend, 'title' | 'cost'> {
  readonly stop: number;
  readonly edits: readonly Replacement[];
}

/** What stops a branch, with all that could be written against it. */
interface Stopped {
  readonly ground: Ground;
  readonly trace: Trace;
  readonly mends: readonly Writable[];
}

const planOf = ({ file: { model }, walk }: Ground): Plan =>
  model.topology.walks.some(({ id }) => id === walk) ? model.planOf(elementId(walk)) : model.plan;

const writable = (file: FileModel, mend: Mend, stop: number): readonly Writable[] => {
  const byUri = editsOf(mend, file);
  if (!byUri) return [];
  const edits = Object.entries(byUri).flatMap(([uri, list]) =>
    list.map(({ range, newText }) => ({ range: { uri, ...range }, newText })),
  );
  return [{ title: mend.title, cost: mend.cost, stop, edits }];
};

/** Undefined: the branch arrives, or nothing is known of it. */
async function stoppedAt(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  { walk, branch }: Place,
  token: CancellationToken,
): Promise<Stopped | undefined> {
  if (isAdHoc(walk) && !questionOf(walk)) return undefined;
  const ground = await groundOf(document, models, drafts, walk);
  if (!ground) return undefined;
  const trace = await runWork(workOf(document.uri.toString(), ground), token);
  const stopped = [...trace.routes, ...(trace.others ?? [])][branch];
  if (stopped?.verdict !== 'not-delivered') return undefined;
  const mends = mendsOf(planOf(ground), stopped).flatMap((list, stop) =>
    list.flatMap((mend) => writable(ground.file, mend, stop)),
  );
  return { ground, trace, mends };
}

/** What the walk runs on when the text has some edits. No file is touched. */
async function edited(
  document: LangiumDocument,
  drafts: Drafts,
  ground: Ground,
  mends: readonly Writable[],
): Promise<Ground> {
  const texts = new Map(ground.texts);
  const edits = mends.flatMap((mend) => mend.edits);
  for (const uri of new Set(edits.map(({ range }) => range.uri))) {
    const before = TextDocument.create(uri, 'netk', 0, texts.get(uri) ?? drafts.textOf(uri));
    const own = edits.filter(({ range }) => range.uri === uri);
    texts.set(uri, TextDocument.applyEdits(before, [...own]));
  }
  const file = await drafts.of(document, texts);
  return { file, walk: ground.walk, texts };
}

/** The same walk on the text with some edits. */
const walked = async (
  document: LangiumDocument,
  drafts: Drafts,
  ground: Ground,
  mends: readonly Writable[],
  token: CancellationToken,
): Promise<Trace> => runWork(workOf(document.uri.toString(), await edited(document, drafts, ground, mends)), token);

/** What stops the branch of a tried walk, and the mends that it tries; undefined: one of them mends nothing any more. */
async function tried(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  { mends: titles, ...place }: TriedWalk,
  token: CancellationToken,
): Promise<{ readonly stopped: Stopped | undefined; readonly wanted: readonly Writable[] | undefined }> {
  const stopped = await stoppedAt(document, models, drafts, place, token);
  const wanted = stopped?.mends.filter(({ title }) => titles.includes(title));
  return { stopped, wanted: wanted?.length === titles.length ? wanted : undefined };
}

/** What a tried walk runs on; undefined: what it tries mends nothing any more. */
export async function triedGround(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  walk: TriedWalk,
  token: CancellationToken,
): Promise<Ground | undefined> {
  const { stopped, wanted } = await tried(document, models, drafts, walk, token);
  return stopped && wanted && edited(document, drafts, stopped.ground, wanted);
}

/** Worst first: what a fix is said to do is what the worst branch with it does. */
const order: readonly Branch['verdict'][] = ['not-delivered', 'undetermined', 'delivered'];

function outcomeOf(trace: Trace): string {
  const [worst] = trace.routes.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  if (!worst) return (trace.reasons ?? []).join('; ') || 'no answer';
  const { word, target } = explainOutcome(trace, worst);
  const between = target.startsWith(':') ? '' : worst.verdict === 'delivered' ? ' ' : ': ';
  return `${word}${between}${target}`;
}

/** All that can be written against what stops a branch, each walked; together where one is not enough and all are. */
export async function mendsFor(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  place: Place,
  token: CancellationToken,
): Promise<Mends> {
  const uri = document.uri.toString();
  const answer = { uri, version: document.textDocument.version, ...place };
  const stopped = await stoppedAt(document, models, drafts, place, token);
  if (!stopped) return { ...answer, offers: [] };
  const { ground, mends } = stopped;
  const offerOf = async (all: readonly Writable[]): Promise<MendOffer> => {
    const trace = await walked(document, drafts, ground, all, token);
    return {
      mends: all.map(({ title }) => title),
      stops: all.map(({ stop }) => stop),
      cost: all.map(({ cost }) => cost).join(' '),
      edits: all.flatMap(({ edits }) => edits),
      verdict: trace.verdict,
      outcome: outcomeOf(trace),
    };
  };
  const offers: MendOffer[] = [];
  for (const mend of mends) offers.push(await offerOf([mend]));
  // the first against each stop, as long as there is one: more of them until the packet arrives
  const firsts = mends.filter((mend, at) => mends.findIndex(({ stop }) => stop === mend.stop) === at);
  const isEnough = ({ verdict }: MendOffer): boolean => verdict === 'delivered';
  for (let count = 2; count <= firsts.length && !offers.some(isEnough); count += 1) {
    const together = firsts.slice(0, count);
    if (together.some(({ stop }, at) => stop !== at)) break;
    const offer = await offerOf(together);
    if (isEnough(offer)) offers.push(offer);
  }
  return { ...answer, offers };
}

/** The answer to a walk on an edited text. */
export async function tracedTry(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  id: string,
  walk: TriedWalk,
  token: CancellationToken,
): Promise<Trace> {
  const { stopped, wanted } = await tried(document, models, drafts, walk, token);
  if (!stopped || !wanted) {
    const reasons = [`"${walk.mends.join('", "')}" mends nothing of the text any more`];
    const flow = stopped?.trace.flow ?? { from: '', to: '', protocol: 'tcp' };
    return { id: elementId(id), flow, verdict: 'undetermined', routes: [], reasons };
  }
  const trace = await walked(document, drafts, stopped.ground, wanted, token);
  const { name, title } = stopped.trace;
  const asked = questionOf(walk.walk);
  const words = asked ? `from ${asked.from} to ${asked.to}` : title;
  return {
    ...trace,
    id: elementId(id),
    ...(name === undefined ? {} : { name }),
    ...(words === undefined ? {} : { title: words }),
  };
}
