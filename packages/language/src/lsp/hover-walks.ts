import { type Branch, explainOutcome, type Trace } from '@netk/engine';
import { attempt } from '../model/attempt.ts';

/** Branches beyond this are counted, not listed. */
const mostBranches = 4;

/** The devices of one direction, each once per passage. */
const way = (hops: Branch['forward']): string => hops.map(({ device }) => device).join(' → ');

function branchLine(trace: Trace, branch: Branch): string {
  const outcome = attempt(() => explainOutcome(trace, branch));
  const verdict = outcome ? `${outcome.word} ${outcome.target}` : branch.verdict.replace('-', ' ');
  const share = trace.routes.length > 1 ? `${branch.fraction}: ` : '';
  const route = branch.forward.length > 0 ? `\n  ${way(branch.forward)}` : '';
  return `- ${share}${verdict}${route}`;
}

/** The link that opens a trace in the panel. */
const traceLink = (uri: string, walk: string): string =>
  `[Open the trace](command:netk.trace?${encodeURIComponent(JSON.stringify([uri, walk]))})`;

/** The verdict of a walk, its routes in short, and a link to all of it. */
export function walkHover(uri: string, trace: Trace): string {
  const { routes, verdict, reasons } = trace;
  const shown = routes.slice(0, mostBranches).map((branch) => branchLine(trace, branch));
  const more = routes.length - shown.length;
  return [
    `**${verdict.replace('-', ' ')}**${routes.length > 1 ? `, ${routes.length} routes` : ''}`,
    ...(reasons ?? []),
    [...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'),
    traceLink(uri, trace.id),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
