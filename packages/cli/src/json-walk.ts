import {
  type Blocker,
  type Branch,
  crossingsOf,
  type ElementId,
  type Hop,
  type Leg,
  type PolicyDecision,
  type Step,
  type Trace,
} from '@netk/engine';
import type { JsonRange } from './diagnostics.ts';
import type { ReadFile } from './project.ts';

/** Where an element of the file stands. */
type Place = (id: ElementId | undefined) => { readonly source?: JsonRange };

const placeIn =
  ({ project }: ReadFile): Place =>
  (id) => {
    const origin = id && project.originOf(id);
    if (!origin) return {};
    return { source: { uri: origin.uri, start: origin.range.start, end: origin.range.end } };
  };

const jsonPolicy = ({ policies, ...decision }: PolicyDecision, place: Place) => ({
  ...decision,
  policies: policies.map(({ text: name, element }) => ({ name, ...place(element) })),
});

const jsonStep = ({ source, policy, ...step }: Step, place: Place) => ({
  ...step,
  ...(policy ? { policy: jsonPolicy(policy, place) } : {}),
  ...place(source),
});

const jsonHop = ({ device, kind, zone, steps, source }: Hop, place: Place) => ({
  device,
  kind,
  ...(zone === undefined ? {} : { zone }),
  steps: steps.map((step) => jsonStep(step, place)),
  ...place(source),
});

const jsonBlocker = ({ id: _, source, ...blocker }: Blocker, place: Place) => ({ ...blocker, ...place(source) });

const jsonLeg = ({ forward, reply, ...leg }: Leg, place: Place) => ({
  ...leg,
  forward: forward.map((hop) => jsonHop(hop, place)),
  reply: reply.map((hop) => jsonHop(hop, place)),
});

const jsonBranch = ({ forward, reply, legs, blockers, choices, ...branch }: Branch, place: Place) => ({
  ...branch,
  choices: choices.map(({ id: _, ...choice }) => choice),
  crossZone: crossingsOf({ forward, reply }),
  ...(blockers ? { blockers: blockers.map((each) => jsonBlocker(each, place)) } : {}),
  forward: forward.map((hop) => jsonHop(hop, place)),
  reply: reply.map((hop) => jsonHop(hop, place)),
  ...(legs ? { legs: legs.map((leg) => jsonLeg(leg, place)) } : {}),
});

/** A trace as `netk walk --format json` prints it: element ids become ranges of the source. */
export function jsonWalk(trace: Trace, file: ReadFile) {
  const { name, title, flow, verdict, routes, reasons } = trace;
  const place = placeIn(file);
  return {
    file: file.input.file,
    ...(name === undefined ? {} : { name }),
    ...(title === undefined ? {} : { title }),
    flow,
    verdict,
    ...(reasons === undefined ? {} : { reasons }),
    routes: routes.map((branch) => jsonBranch(branch, place)),
  };
}
