import { type Branch, flowEnd, type Moment, type Section, sectionsOf } from '@netk/engine';

/** The connections of a branch in the order in which the cursor passes them; empty where it has one. */
export const passedSections = (branch: Branch): readonly Section[] =>
  [...sectionsOf(branch, 'forward'), ...sectionsOf(branch, 'reply')].filter(({ from, to }) => to > from);

/** The connection in which a step stands. */
export const sectionOf = (branch: Branch | undefined, moment: Moment): Section | undefined =>
  moment.leg === undefined || !branch
    ? undefined
    : sectionsOf(branch, moment.direction).find(({ index }) => index === moment.leg);

/** `edge to app1`, spoken. */
export const partiesOf = ({ leg: { flow } }: Section): string => `${flow.from} to ${flow.to}`;

/** `edge → app1:8080`, written. */
export const partyText = ({ leg: { flow } }: Section): string => `${flow.from} → ${flowEnd(flow)}`;

/** What stands below the last step of a connection that goes on as another; undefined: nothing goes on there. */
export function lastWordsOf(branch: Branch, section: Section): string | undefined {
  const next = passedSections(branch).find(
    ({ direction, from }) => direction === section.direction && from === section.to,
  );
  if (!next) return undefined;
  const at = branch[section.direction][section.to - 1]?.device ?? '';
  return section.direction === 'forward'
    ? `Connection ${section.letter} ends at ${at}. What is said goes on in connection ${next.letter}.`
    : `The answer of connection ${section.letter} ends at ${at}, which then answers in connection ${next.letter}.`;
}
