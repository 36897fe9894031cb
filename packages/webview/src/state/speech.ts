import { rewrites, type Section } from '@netk/engine';
import { lastWordsOf, partiesOf, sectionOf } from './legs.ts';
import { branchOf, momentOf, momentsOf, type State } from './state.ts';
import { begins } from './strip.ts';

/** The cursor in words, for the slider and the live region. */
export function speechOf(state: State): string {
  const moment = momentOf(state);
  if (!moment) return '';
  const { step, hop, after } = moment;
  const moments = momentsOf(state);
  const section = sectionOf(branchOf(state), moment);
  const enters = section && begins(moments, moment.index) ? `, ${nameOf(section)}, ${partiesOf(section)}` : '';
  const place = `step ${moment.index + 1} of ${moments.length}${enters}, ${moment.direction}, ${hop.device}, ${step.stage}`;
  if (section && step.kind === 'deliver' && lastWordsOf(branchOf(state)!, section))
    return section.letter === undefined ? place : `${place}, connection ${section.letter} ends here`;
  if (step.kind === 'drop') return `${place}, dropped`;
  if (!rewrites(moment) || !after) return place;
  const end = (address: string, port: number | undefined): string =>
    port === undefined ? address : `${address} port ${port}`;
  if (step.kind === 'decapsulate') return `${place}, outer packet removed`;
  if (step.kind === 'encapsulate')
    return `${place}, outer packet added, ${end(after.src, after.sport)} to ${end(after.dst, after.dport)}`;
  return `${place}, packet is now ${end(after.src, after.sport)} to ${end(after.dst, after.dport)}`;
}

/** `connection B`, `question A www.example.com`. */
const nameOf = ({ letter, leg }: Section): string =>
  letter === undefined ? `question ${leg.what}` : `connection ${letter}`;
