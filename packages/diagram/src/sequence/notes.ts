import { decisionText, type Moment, rewrites, stepLabel, translationOf } from '@netk/engine';
import type { BoxLook, Line, Span, Switches } from './chart.ts';
import { rewriteLines, trackedLines } from './tuples.ts';

/** A box of one or more steps of a hop. */
export interface Box {
  readonly look: BoxLook;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly Line[];
}

const line = (...spans: readonly Span[]): Line => ({ spans });
const plain = (text: string): Span => ({ text });
const dim = (text: string): Span => ({ text, look: 'dim' });
const bold = (text: string): Span => ({ text, look: 'bold' });

/** What a step is in the sequence; undefined: an arrow shows it. */
export function lookOf(moment: Moment): BoxLook | undefined {
  const { step } = moment;
  if (step.kind === 'drop') return 'drop';
  if (step.kind === 'originate' || step.kind === 'receive' || step.kind === 'send') return undefined;
  if (step.policy && (step.policy.policies.length > 0 || step.policy.verdict === 'deny')) return 'policy';
  if (step.kind === 'encapsulate' || step.kind === 'decapsulate') return 'tunnel';
  if (step.kind === 'connect' || step.kind === 'balance') return 'relay';
  if (step.kind === 'deliver') return 'end';
  if (step.kind === 'set' || step.kind === 'resolve') return 'set';
  return rewrites(moment) ? 'nat' : 'rule';
}

/** The boxes of a hop, in the order of its steps. Steps of one kind that follow each other share a box. */
export function boxesOf(moments: readonly Moment[], switches: Switches): readonly Box[] {
  const boxes: Box[] = [];
  const tracked = switches.nat ? trackedAt(moments) : undefined;
  for (const moment of moments) {
    const { index } = moment;
    const look = lookOf(moment);
    if (look && isShown(look, switches)) {
      const lines = linesOf(moment, look, switches);
      const last = boxes.at(-1);
      if (last?.look === look) boxes[boxes.length - 1] = { ...last, to: index, lines: [...last.lines, ...lines] };
      else boxes.push({ look, from: index, to: index, lines });
    }
    // a step that is told as a rule already says what was found
    if (tracked?.moment === moment && boxes.at(-1)?.look !== 'rule')
      boxes.push({ look: 'track', from: index, to: index, lines: tracked.lines });
  }
  return boxes;
}

const isShown = (look: BoxLook, { nat, rules }: Switches): boolean =>
  look === 'rule' ? rules : look === 'nat' ? nat : true;

/** Where the connection is tracked under other addresses than it came with: the entry that is made, or that is found again. */
function trackedAt(moments: readonly Moment[]): { moment: Moment; lines: readonly Line[] } | undefined {
  const forward = moments[0]?.direction === 'forward';
  if (forward) {
    for (const moment of moments.toReversed()) {
      const lines = moment.step.conntrack === undefined ? undefined : trackedLines(moment.step.conntrack);
      if (lines) return { moment, lines: [line(dim('conntrack entry made')), ...lines] };
    }
    return undefined;
  }
  const moment = moments.find(({ step }) => step.kind === 'conntrack');
  const translated = moments.some(({ step }) => step.conntrack !== undefined && trackedLines(step.conntrack));
  return moment && translated
    ? { moment, lines: [line(dim(`conntrack: ${moment.step.entry.split(' → ')[0]}`))] }
    : undefined;
}

function linesOf(moment: Moment, look: BoxLook, { rules }: Switches): readonly Line[] {
  const { step } = moment;
  const said = line(dim(`${step.stage}  `), plain(step.entry));
  switch (look) {
    case 'nat': {
      const entry: readonly Line[] = rules ? [{ spans: [dim(step.entry)], mono: true }] : [];
      return [line(plain(`${step.stage}  `), bold(translationOf(moment))), ...rewriteLines(moment), ...entry];
    }
    case 'tunnel':
      return [line(bold(stepLabel(step.kind))), said, ...(step.kind === 'encapsulate' ? rewriteLines(moment) : [])];
    case 'policy': {
      const denies = step.policy!.verdict === 'deny';
      return [line(bold(denies ? '✕ ' : '✓ '), plain(decisionText(step.policy!))), ...(rules ? [said] : [])];
    }
    case 'drop':
      return [
        line(bold(`✕ ${stepLabel('drop')}${step.cause === undefined ? '' : `, ${step.cause}`}`)),
        said,
        ...(step.policy ? [line(plain(decisionText(step.policy)))] : []),
      ];
    case 'end':
      return [line(plain(step.entry))];
    default:
      return [said];
  }
}
