import type { Branch, Trace } from '@netk/engine';
import { branchesOf } from './branches.ts';

/** One pick that a choice can come to, with the branch that it opens. */
export interface Option {
  readonly picked: string;
  readonly branch: number;
  /** Of the branches below it: all, none or some of them are delivered. */
  readonly sign: '✓' | '✕' | '△';
  readonly current: boolean;
}

/** A choice in the order in which the walk makes it, with what it can come to under the picks before it. */
export interface Row {
  readonly label: string;
  readonly options: readonly Option[];
}

/** The choices of a branch; those with one pick are left out, as nothing is to be chosen there. */
export function choicesOf(trace: Trace, current: number): readonly Row[] {
  const branches = branchesOf(trace);
  const own = branches[current]?.choices ?? [];
  return own.flatMap((choice, at): Row[] => {
    const alike = branches.flatMap((branch, index) =>
      own.slice(0, at).every(({ picked }, i) => branch.choices[i]?.picked === picked) && branch.choices[at]
        ? [{ branch, index }]
        : [],
    );
    const picks = [...new Set(alike.map(({ branch }) => branch.choices[at]!.picked))];
    if (picks.length < 2) return [];
    const options = picks.map((picked): Option => {
      const below = alike.filter(({ branch }) => branch.choices[at]!.picked === picked);
      const [best] = below.toSorted(
        (a, b) => near(b.branch, own) - near(a.branch, own) || b.branch.probability - a.branch.probability,
      );
      const good = below.filter(({ branch }) => branch.verdict === 'delivered').length;
      const sign = good === below.length ? '✓' : good === 0 ? '✕' : '△';
      return { picked, branch: best!.index, sign, current: picked === choice.picked };
    });
    return [{ label: `${choice.kind} of ${choice.of}`, options }];
  });
}

/** How many picks a branch has in common with those of another. */
const near = ({ choices }: Branch, own: Branch['choices']): number =>
  choices.filter(({ picked }, i) => own[i]?.picked === picked).length;
