import { bugIn, createModel, failedTrace, type Hop, hasOwnNetwork, type Model, type Walk } from '@netk/engine';
import {
  type Backend,
  compareWithKernel,
  eventsOf,
  findKernel,
  missing,
  type Subject,
  type Verdict,
  versions,
  subjectOf as walksOf,
} from '@netk/lab';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { tellFailed } from './own-failure.ts';
import { readChecked } from './project.ts';
import { chosen } from './walk.ts';

/** How the comparison is printed, which iptables carries it, and in which kernel. */
export interface LabOptions {
  readonly format: 'text' | 'json';
  readonly backend: Backend;
  /** A word of `kernelWords`. */
  readonly kernel: string;
}

/** `netk lab`: the walks of the files, sent through the kernel of this machine or another one. */
export async function lab(
  paths: readonly string[],
  names: readonly string[],
  { format, backend, kernel: wanted }: LabOptions,
  io: Io,
): Promise<ExitCode> {
  const files = await readChecked(paths, io);
  const asked = chosen(files, { names });
  const kernel = findKernel(wanted);
  if (typeof kernel === 'string') {
    io.err(`netk: ${kernel}\n`);
    return exitCodes.usage;
  }
  const lacks = missing(backend, kernel);
  if (lacks.length > 0) {
    for (const each of lacks) io.err(`netk: the laboratory cannot run here: ${each}\n`);
    return exitCodes.usage;
  }
  const models = new Map(files.map((file) => [file, createModel(file.project.topology)]));
  // Walks of one file share a laboratory, unless a `given` or a sender whom the file does not describe changes the network for one.
  const groups = files.flatMap((file) => {
    const walks = asked.filter((each) => each.file === file).map(({ walk }) => walk);
    const plain = walks.filter((walk) => !hasOwnNetwork(walk));
    const alone = walks.filter(hasOwnNetwork).map((walk) => [walk]);
    return [plain, ...alone].flatMap((group) => subjectOf(models.get(file), group) ?? []);
  });
  const compared = await compareWithKernel(
    groups.filter((group): group is Subject => 'network' in group),
    { backend, kernel, rules: true },
  );
  let at = 0;
  const verdicts = groups.flatMap((group) => ('network' in group ? (compared[at++] ?? []) : [group]));
  let failed = false;
  for (const { trace } of verdicts) failed = tellFailed(trace, io) || failed;
  const tools = versions(backend, kernel);
  io.out(format === 'json' ? jsonOf(verdicts, tools) : verdicts.map(textOf).join(''));
  if (format === 'text') io.err(`${summary(verdicts)} (${Object.values(tools).join('; ')})\n`);
  return failed || verdicts.some(({ result }) => result.kind === 'different') ? exitCodes.wrong : exitCodes.fine;
}

/** Walks of one network with their answers; or why a walk cannot be compared, because netk fails at its network. */
function subjectOf(model: Model | undefined, walks: readonly Walk[]): Subject | Verdict | undefined {
  const [first] = walks;
  if (!first || !model) return undefined;
  try {
    return walksOf(model, [first.id, ...walks.slice(1).map(({ id }) => id)]);
  } catch (error) {
    const trace = failedTrace(first, error);
    return { trace, result: { kind: 'skipped', reason: bugIn(error) } };
  }
}

const nameOf = ({ trace }: Verdict): string => trace.name ?? trace.title ?? trace.id;

function textOf(verdict: Verdict): string {
  const { result } = verdict;
  const name = nameOf(verdict);
  if (result.kind === 'skipped') return `skipped    ${name}: ${result.reason}\n`;
  const picked = result.branch.choices.map((choice) => choice.picked).join(', ');
  const way = picked === '' ? '' : ` (the kernel picked ${picked})`;
  if (result.kind === 'equal') {
    const { forward, reply, client } = result.sight;
    const rules = result.rules === undefined ? '' : `, ${result.rules} rules`;
    return `equal      ${name}: ${eventsOf(forward).length} events forward${rules}, ${eventsOf(reply).length} back, client ${client}${way}\n`;
  }
  const { where, at, simulated, observed } = result.difference;
  return `different  ${name}: ${where}, event ${at + 1}${way}\n  simulated  ${simulated}\n  observed   ${observed}\n`;
}

function summary(verdicts: readonly Verdict[]): string {
  const count = (kind: Verdict['result']['kind']): number =>
    verdicts.filter(({ result }) => result.kind === kind).length;
  return `${count('equal')} equal, ${count('different')} different, ${count('skipped')} skipped`;
}

/** An observed hop as `netk walk --format json` prints one; the kernel knows no lines of the source. */
const jsonHop = ({ device, kind, steps }: Hop) => ({ device, kind, steps });

const jsonOf = (verdicts: readonly Verdict[], tools: Readonly<Record<string, string>>): string =>
  `${JSON.stringify(
    {
      schema: 'netk.lab/1',
      tools,
      walks: verdicts.map((verdict) => {
        const { result } = verdict;
        const name = nameOf(verdict);
        if (result.kind === 'skipped') return { name, result: result.kind, reason: result.reason };
        const { forward, reply, client, location } = result.sight;
        const choices = result.branch.choices.map(({ kind, at, of, picked }) => ({ kind, at, of, picked }));
        const difference = result.kind === 'different' ? { difference: result.difference } : {};
        return {
          name,
          result: result.kind,
          ...difference,
          choices,
          observed: {
            forward: forward.map(jsonHop),
            reply: reply.map(jsonHop),
            client,
            ...(location === undefined ? {} : { location }),
          },
        };
      }),
    },
    null,
    2,
  )}\n`;
