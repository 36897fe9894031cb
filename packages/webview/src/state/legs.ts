import { type Branch, type Moment, neverOpened, partyOf, type Section, sectionsOf } from '@netk/engine';

/** The connections of a branch in the order in which the cursor passes them; empty where it has one. */
export const passedSections = (branch: Branch): readonly Section[] =>
  [...sectionsOf(branch, 'forward'), ...sectionsOf(branch, 'reply')].filter(({ from, to }) => to > from);

/** The connection in which a step stands. */
export const sectionOf = (branch: Branch | undefined, moment: Moment): Section | undefined =>
  moment.leg === undefined || !branch
    ? undefined
    : sectionsOf(branch, moment.direction).find(({ index }) => index === moment.leg);

/** The connection in which a step stands, also where a branch has only one: then it has no letter. */
export function connectionAt(branch: Branch, moment: Moment): Section | undefined {
  if (branch.legs) return sectionOf(branch, moment);
  const { request, client, forward, reply } = branch;
  const flow = { from: forward[0]?.device ?? '', to: forward.at(-1)?.device ?? '', protocol: 'tcp' };
  const leg = { kind: 'connection' as const, what: '', flow, client, forward, reply, ...(request ? { request } : {}) };
  const { direction } = moment;
  return { leg, index: 0, direction, letter: undefined, from: 0, to: branch[direction].length };
}

/** `edge to app1`, spoken. */
export const partiesOf = (section: Section): string =>
  `${section.leg.flow.from} to ${partyOf(section).replace(/:\d+$/, '')}`;

/** `edge → app1:8080`, written. */
export const partyText = (section: Section): string => `${section.leg.flow.from} → ${partyOf(section)}`;

/** What stands below the last step of a connection that goes on as another; undefined: nothing goes on there. */
export function lastWordsOf(branch: Branch, section: Section): string | undefined {
  const next = passedSections(branch).find(
    ({ direction, from }) => direction === section.direction && from === section.to,
  );
  if (!next) return section.direction === 'forward' ? closedWords(branch) : undefined;
  const at = branch[section.direction][section.to - 1]?.device ?? '';
  if (section.leg.kind === 'lease') return undefined;
  if (section.letter === undefined)
    return section.direction === 'forward'
      ? `${at} asks on, because of this question.`
      : `${at} has its answer, and answers.`;
  return section.direction === 'forward'
    ? `Connection ${section.letter} ends at ${at}. What is said goes on in connection ${next.letter}.`
    : `The answer of connection ${section.letter} ends at ${at}, which then answers in connection ${next.letter}.`;
}

/** What stands below a relay that opens no connection because it has nobody to ask; undefined: it does, or none has the say. */
export function closedWords(branch: Branch): string | undefined {
  const never = neverOpened(branch);
  return never && `Connection ${never.letter} is never opened: ${never.step.entry}.`;
}
