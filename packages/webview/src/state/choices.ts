import { type Branch, type Choice, pickedText, type Trace } from '@netk/engine';
import { branchesOf } from './branches.ts';
import { percent } from './percent.ts';

/** One pick that a choice can come to, with the branch that it opens. */
export interface Option {
  readonly picked: string;
  /** The same in words, with how many others it stands for. */
  readonly said: string;
  readonly branch: number;
  /** Of the branches below it: all, none or some of them are delivered. */
  readonly sign: '✓' | '✕' | '△';
  /** `2 of 3`, of the branches below it: where only some are delivered. */
  readonly some?: string;
  /** Under the picks before it, from 0 to 1. */
  readonly probability: number;
  readonly pinned: boolean;
  readonly current: boolean;
}

/** A choice in the order in which the walk makes it, with what it can come to under the picks before it. */
export interface Row {
  readonly label: string;
  /** `1/3 each`, where all are equally likely. */
  readonly each?: string;
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
      const drawn = below[0]!.branch.choices[at]!;
      return {
        ...{ picked, said: pickedText(drawn), branch: best!.index, sign, current: picked === choice.picked },
        ...(sign === '△' ? { some: `${good} of ${below.length}` } : {}),
        ...{ probability: drawn.probability, pinned: below.some(({ branch }) => branch.choices[at]!.pinned === true) },
      };
    });
    const even = options.every(({ probability }) => Math.abs(probability - options[0]!.probability) < 1e-9);
    return [{ label: labelOf(choice), ...(even ? { each: `${shareOf(options[0]!.probability)} each` } : {}), options }];
  });
}

/** Which of the addresses of a name is asked is drawn from what DNS answers. */
const labelOf = ({ kind, of }: Choice): string => (kind === 'answer' ? 'DNS answer' : `${kind} of ${of}`);

/** `1/3`, where it is one of so many; else `12.5 %`. */
export function shareOf(probability: number): string {
  const n = Math.round(1 / probability);
  return Math.abs(1 / n - probability) < 1e-9 ? (n === 1 ? '1' : `1/${n}`) : percent(probability);
}

/** How many choices of a trace came out in more than one way. */
export function choiceCount(trace: Trace): number {
  const picks = new Map<string, Set<string>>();
  for (const { kind, of, picked } of branchesOf(trace).flatMap(({ choices }) => choices))
    picks.set(`${kind} ${of}`, (picks.get(`${kind} ${of}`) ?? new Set()).add(picked));
  return [...picks.values()].filter(({ size }) => size > 1).length;
}

/** How many picks a branch has in common with those of another. */
const near = ({ choices }: Branch, own: Branch['choices']): number =>
  choices.filter(({ picked }, i) => own[i]?.picked === picked).length;
