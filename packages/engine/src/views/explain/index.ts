export { type Cause, explainCause } from './cause.ts';
export { deathOf } from './death.ts';
export { interfacesOf, summaryOf, translationOf } from './hop-words.ts';
export { connectionOf, neverOpened, partyOf, relaysOf, type Section, sectionAt, sectionsOf } from './legs.ts';
export { type AskedName, askedLine, askedNames, lookupLine } from './lookups.ts';
export { type Lookup, type LookupsLine, lookupsLine, lookupsOf } from './lookups-line.ts';
export { explainOutcome, type Outcome } from './outcome.ts';
export { pickedText, wayCount } from './picked.ts';
export { decisionText } from './policy.ts';
export {
  addedHeaders,
  headerName,
  isInTls,
  onlyRequest,
  requestBefore,
  requestLine,
  requestText,
  statusOf,
} from './request.ts';
export { stepLabel } from './step-label.ts';
export {
  changesOf,
  type Direction,
  endOf,
  type Moment,
  type PacketField,
  packetFields,
  rewrites,
  timelineOf,
} from './timeline.ts';
