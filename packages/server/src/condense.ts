import { type Branch, type Hop, type Trace, wayCount } from '@netk/engine';
import type { Stands } from '@netk/protocol';

/** Branches that a panel gets whole. Above this, branches that went alike are sent once: 4,000 of them are 100 MB. */
const mostWhole = 64;
/** Groups that are told apart. Above this, only verdict and cause count. */
const mostGroups = 256;

/** A trace whose branches stand for others that went alike. `stands` is in the order of `routes`, then `others`. */
export interface Condensed {
  readonly trace: Trace;
  readonly stands?: readonly Stands[];
}

/** Makes a trace with very many branches small enough to be sent and drawn; probabilities still sum to 1. */
export function condense(trace: Trace): Condensed {
  const others = trace.others ?? [];
  if (trace.routes.length + others.length <= mostWhole) return { trace };
  const [routes, otherGroups] = [group(trace.routes), group(others)];
  const first = ([branch]: readonly Branch[]): Branch => branch!;
  const { others: _, ...rest } = trace;
  return {
    trace: { ...rest, routes: routes.map(first), ...(others.length > 0 ? { others: otherGroups.map(first) } : {}) },
    stands: [...routes, ...otherGroups].map((all) => ({
      branches: all.reduce((sum, branch) => sum + wayCount(branch), 0),
      probability: all.reduce((sum, { probability }) => sum + probability, 0),
    })),
  };
}

function group(branches: readonly Branch[]): readonly (readonly Branch[])[] {
  const fine = groupBy(branches, wayOf);
  return fine.length <= mostGroups ? fine : groupBy(branches, endOf);
}

function groupBy(branches: readonly Branch[], key: (branch: Branch) => string): readonly Branch[][] {
  const groups = new Map<string, Branch[]>();
  for (const branch of branches) {
    const known = groups.get(key(branch));
    if (known) known.push(branch);
    else groups.set(key(branch), [branch]);
  }
  return [...groups.values()];
}

const endOf = ({ verdict, cause, client, died }: Branch): string =>
  `${verdict} ${cause ?? ''} ${client} ${died?.direction ?? ''} ${died?.hop ?? ''}`;

/** The kinds of machines on both ways, and the subnets that routers joined. */
const wayOf = (branch: Branch): string =>
  `${endOf(branch)}\n${branch.forward.map(hopKind).join(' ')}\n${branch.reply.map(hopKind).join(' ')}`;

function hopKind({ kind, steps }: Hop): string {
  if (kind !== 'router') return kind;
  const into = steps.find((step) => step.kind === 'receive');
  const out = steps.findLast((step) => step.kind === 'send');
  return `router(${into?.interface ?? ''} ${out?.interface ?? ''})`;
}
