import type { Authentication, HttpCondition } from '../../../network/program.ts';
import type { ListenerAction } from '../../../plan/balancer.ts';
import type { Ingress } from '../../../topology/cluster.ts';
import type { ElementId } from '../../../topology/id.ts';
import type { Setting } from '../../../topology/setting.ts';
import { Annotations } from '../common/annotations.ts';
import type { Report } from '../common/report.ts';
import { actionOf } from './actions.ts';
import { authenticationOf } from './authentication.ts';
import { conditionsOf } from './conditions.ts';
import { IngressBackends } from './ingress-backends.ts';
import type { IngressMember } from './ingress-groups.ts';
import { inPathOrder, type PathType, pathPatterns, pathTypeOf } from './path-patterns.ts';
import type { DraftRule } from './rule-list.ts';
import type { Site } from './site.ts';

type Line = Ingress['rules'][number];

/** A line of an Ingress with its type: one without a path is a pattern that takes everything. */
interface Path {
  readonly line: Line;
  readonly path: string;
  readonly type: PathType;
}

/** The rules of one member of a group: its hosts in the order in which they are first written, each with its paths in their order. */
export function rulesOf(
  site: Site,
  member: IngressMember,
  backends: IngressBackends,
  report: Report,
): readonly DraftRule[] {
  const byHost = new Map<string, Path[]>();
  for (const line of member.ingress.rules) {
    const path = line.path ?? '';
    const type = pathTypeOf(path, line.pathType);
    if (!type) {
      report.refuse('NK086', line.id, `${line.pathType} is no type of a path`);
      continue;
    }
    const host = line.host ?? '';
    const paths = byHost.get(host);
    if (paths) paths.push({ line, path, type });
    else byHost.set(host, [{ line, path, type }]);
  }
  const out: DraftRule[] = [];
  let before: Led | undefined;
  for (const [host, paths] of byHost)
    for (const path of inPathOrder(paths)) {
      const { line } = path;
      const alike = before && leadAlike(before.line, line) ? before : undefined;
      const written = alike?.written ?? conditionsWritten(site, member, line);
      const when = conditionOf(member, host, path, written, report);
      if (!when) continue;
      const told = report.problems.length;
      const does = alike?.does ?? doneFor(site, member, line, backends, report);
      if (!does) continue;
      // what is told of one line is told of each
      before = report.problems.length === told ? { line, written, does } : undefined;
      out.push({ when, ...does, source: line.id });
    }
  return out;
}

/** What is done with a request, whatever the line that it meets. */
type Does = Pick<DraftRule, 'action' | 'authentication'>;

/** A line, and what others have in common with it that lead to the same. */
interface Led {
  readonly line: Line;
  readonly written: readonly Setting[];
  readonly does: Does;
}

/** Whether two lines lead to the same: most that stand one behind the other do. */
const leadAlike = (a: Line, b: Line): boolean =>
  a.action === b.action &&
  a.backends.length === b.backends.length &&
  a.backends.every(({ service, port, weight }, at) => {
    const other = b.backends[at]!;
    return service === other.service && port === other.port && weight === other.weight;
  });

function doneFor(
  site: Site,
  member: IngressMember,
  line: Line,
  backends: IngressBackends,
  report: Report,
): Does | undefined {
  const action = lineAction(site, member, line, backends, report);
  if (!action) return undefined;
  const authentication = authenticationFor(site, member, line.action === undefined ? line.backends : [], report);
  return { action, ...(authentication ? { authentication } : {}) };
}

/** What a Service says that alone is forwarded to counts before its Ingress (pkg/ingress/enhanced_backend_builder.go). */
function authenticationFor(
  { view }: Site,
  { ingress }: IngressMember,
  backends: readonly { readonly service: ElementId }[],
  report: Report,
): Authentication | undefined {
  const [only, ...others] = backends;
  const own = only && others.length === 0 ? view.settings(only.service) : [];
  return authenticationOf(new Annotations(own, ingress.settings), `ingress ${ingress.name}`, report);
}

/** Whom the default backend of a group asks who he is. */
export function otherwiseAuthentication(
  site: Site,
  members: readonly IngressMember[],
  report: Report,
): Authentication | undefined {
  const member = members.find(({ ingress }) => ingress.defaultBackend ?? ingress.defaultAction);
  const { defaultBackend } = member?.ingress ?? {};
  return member && authenticationFor(site, member, defaultBackend ? [defaultBackend] : [], report);
}

/** Values that one rule compares (Application Load Balancer user guide, Quotas: condition values per rule). */
const mostValues = 5;

const valuesOf = ({ methods = [], headers = [], query = [], sources = [] }: HttpCondition): number =>
  methods.length + query.length + sources.length + headers.reduce((sum, { values }) => sum + values.length, 0);

/** `conditions.NAME` of the action or the Service that a line leads to. */
function conditionsWritten({ view }: Site, { annotations }: IngressMember, line: Line): readonly Setting[] {
  const [first] = line.backends;
  const name = line.action ?? (first && view.service(first.service)?.name);
  return name === undefined ? [] : annotations.all(`conditions.${name}`);
}

function conditionOf(
  { ingress }: IngressMember,
  host: string,
  { line, path, type }: Path,
  written: readonly Setting[],
  report: Report,
): HttpCondition | undefined {
  const patterns = path === '' ? [] : pathPatterns(path, type);
  if ('refused' in patterns) {
    report.refuse('NK086', line.id, `ingress ${ingress.name}: ${patterns.refused}`);
    return undefined;
  }
  const more = written.length === 0 ? undefined : conditionsOf(written);
  if (more?.refused !== undefined) {
    report.refuse('NK086', line.id, `ingress ${ingress.name}: ${more.refused}`);
    return undefined;
  }
  const hosts = [...(host === '' ? [] : [host]), ...(more?.hosts ?? [])];
  const paths = [...patterns, ...(more?.paths ?? [])];
  const others = more?.more ?? {};
  const values = hosts.length + paths.length + valuesOf(others);
  if (values > mostValues) {
    const message = `ingress ${ingress.name}: this rule compares ${values} values, and a rule of an ALB at most ${mostValues}`;
    report.refuse('NK086', line.id, message);
    return undefined;
  }
  const none = hosts.length === 0 && paths.length === 0 && Object.keys(others).length === 0;
  return {
    ...others,
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(none ? { paths: ['/*'] } : paths.length > 0 ? { paths } : {}),
  };
}

/** What a line does with a request. */
function lineAction(
  site: Site,
  member: IngressMember,
  line: Line,
  backends: IngressBackends,
  report: Report,
): ListenerAction | undefined {
  if (line.action !== undefined) return namedAction(site, member, line.action, line.id, backends, report);
  return forwardTo(
    member,
    line.backends.map(({ service, port, weight }) => ({ service, port, weight: weight ?? 1 })),
    line.id,
    backends,
  );
}

/** Forwards to groups; to one of which the Service is missing means to answer 503. */
function forwardTo(
  member: IngressMember,
  targets: readonly { service: ElementId; port: number | string | undefined; weight: number }[],
  about: ElementId,
  backends: IngressBackends,
): ListenerAction | undefined {
  const to: { group: string; weight: number }[] = [];
  for (const { service, port, weight } of targets) {
    const group = backends.groupFor(member, service, port, about);
    if (group === undefined) return undefined;
    if (group === 'missing') return IngressBackends.missing;
    to.push({ group, weight });
  }
  return to.length === 0 ? IngressBackends.missing : { kind: 'forward', to };
}

/** `actions.NAME { … }` of the Ingress. */
function namedAction(
  { view }: Site,
  member: IngressMember,
  name: string,
  about: ElementId,
  backends: IngressBackends,
  report: Report,
): ListenerAction | undefined {
  const { ingress, annotations } = member;
  const setting = annotations.of(`actions.${name}`);
  const action = setting
    ? actionOf(setting)
    : { kind: 'refused' as const, why: `it has no actions.${name}, which a rule uses` };
  if (action.kind === 'refused') {
    report.refuse('NK086', setting?.id ?? about, `ingress ${ingress.name}: ${action.why}`);
    return undefined;
  }
  if (action.kind !== 'forward-to') return action;
  const targets = action.to.map(({ service, port, weight }) => {
    const found = view.input.services.find((each) => each.name === service && each.namespace === ingress.namespace);
    return { service: found?.id, port, weight };
  });
  if (targets.some((each) => each.service === undefined)) return IngressBackends.missing;
  return forwardTo(
    member,
    targets.map((each) => ({ ...each, service: each.service! })),
    about,
    backends,
  );
}

/** What a listener does where no rule holds: the default backend of the group, or 404. */
export function otherwiseOf(
  site: Site,
  members: readonly IngressMember[],
  backends: IngressBackends,
  report: Report,
): ListenerAction {
  const having = members.filter(({ ingress }) => ingress.defaultBackend ?? ingress.defaultAction);
  const [first, second] = having;
  if (!first) return { kind: 'fixed', status: 404 };
  if (second) {
    report.refuse(
      'NK082',
      second.ingress.id,
      `${second.key} and ${first.key} share a balancer, and both have a default backend`,
      [{ about: first.ingress.id, message: `ingress ${first.ingress.name}` }],
    );
    return { kind: 'fixed', status: 404 };
  }
  const { ingress } = first;
  const made =
    ingress.defaultAction !== undefined
      ? namedAction(site, first, ingress.defaultAction, ingress.id, backends, report)
      : forwardTo(
          first,
          [{ service: ingress.defaultBackend!.service, port: ingress.defaultBackend!.port, weight: 1 }],
          ingress.id,
          backends,
        );
  return made ?? { kind: 'fixed', status: 404 };
}
