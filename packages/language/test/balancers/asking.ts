import { type Branch, createModel, type Trace } from '@netk/engine';
import { type ProjectFile, topologyOf } from '../../src/index.ts';

/** The traces of the walks of a text, by name, and its errors and what it sets that nobody knows. */
export async function asking(
  text: string,
  imports: Readonly<Record<string, string>> = {},
): Promise<{
  readonly errors: readonly string[];
  readonly diagnostics: ProjectFile['diagnostics'];
  readonly traces: Readonly<Record<string, Trace>>;
}> {
  const uri = 'file:///x/asked.netk';
  const { topology, diagnostics } = await topologyOf(text, uri, imports);
  const model = createModel(topology);
  const own = topology.walks.filter((walk) => walk.uri === uri);
  return {
    errors: diagnostics
      .filter(({ severity, code }) => severity === 1 || code === 'NK006')
      .map(({ message }) => message),
    diagnostics,
    traces: Object.fromEntries(own.map(({ id, name }) => [name ?? id, model.trace(id)])),
  };
}

/** All ways of a trace, also those that were not asked for. */
export const waysOf = ({ routes, others = [] }: Trace): readonly Pick<Branch, 'probability' | 'choices'>[] => [
  ...routes,
  ...others,
];

/** How likely each answer to a question about a way is. */
export function shares(trace: Trace, of: (way: Branch) => string): Record<string, number> {
  const out: Record<string, number> = {};
  for (const way of trace.routes) out[of(way)] = (out[of(way)] ?? 0) + way.probability;
  return Object.fromEntries(Object.entries(out).map(([key, value]) => [key, Math.round(value * 1e9) / 1e9]));
}

/** What a way picked of a kind: `target`, `endpoint`, `answer`. */
export const picked = ({ choices }: Pick<Branch, 'choices'>, kind: string): string =>
  choices.find((each) => each.kind === kind)?.picked ?? '';

/** Where a way ends. */
export const endOf = ({ forward }: Branch): string => forward.at(-1)!.device;

/** What came of each way: its cause, and what the client sees. */
export const fates = (trace: Trace): Record<string, number> =>
  shares(trace, ({ cause, client, verdict }) => `${cause ?? verdict}, ${client}`);

/** Entries of a stage, in all ways. */
export const saidAt = ({ routes }: Trace, stage: string): readonly string[] => [
  ...new Set(
    routes.flatMap(({ forward }) =>
      forward.flatMap(({ steps }) => steps.flatMap((step) => (step.stage === stage ? [step.entry] : []))),
    ),
  ),
];
