import type { ListenerAction } from '../../../plan/balancer.ts';
import type { Setting } from '../../../topology/setting.ts';

/** One of the groups that an action forwards to, before its group is made. */
export interface ForwardTarget {
  readonly service: string;
  readonly port: string | undefined;
  readonly weight: number;
}

export type WrittenAction =
  | Exclude<ListenerAction, { kind: 'forward' }>
  | { readonly kind: 'forward-to'; readonly to: readonly ForwardTarget[] }
  | { readonly kind: 'refused'; readonly why: string };

/** An action forwards to five groups at most (Elastic Load Balancing quotas for application load balancers). */
export const mostGroupsOfAction = 5;

const textOf = (settings: readonly Setting[], key: string): string | undefined =>
  settings.findLast((each) => each.key === key)?.values[0];

const blockOf = (settings: readonly Setting[], key: string): readonly Setting[] =>
  settings.findLast((each) => each.key === key)?.settings ?? [];

/** What `actions.NAME { … }` says, spelled as in the annotation's JSON. */
export function actionOf({ key, settings }: Setting): WrittenAction {
  const type = textOf(settings, 'type');
  if (type === 'redirect') return redirect(key, blockOf(settings, 'redirectConfig'));
  if (type === 'fixed-response') {
    const status = Number(textOf(blockOf(settings, 'fixedResponseConfig'), 'statusCode'));
    return Number.isInteger(status)
      ? { kind: 'fixed', status }
      : { kind: 'refused', why: `${key} has no statusCode in fixedResponseConfig` };
  }
  if (type === 'forward') return forward(key, settings);
  return {
    kind: 'refused',
    why: type === undefined ? `${key} has no type` : `${key}: ${type} is no type of an action`,
  };
}

function redirect(key: string, config: readonly Setting[]): WrittenAction {
  const code = textOf(config, 'statusCode');
  const status = code === undefined ? Number.NaN : Number(code.replace(/^HTTP_/, ''));
  if (status !== 301 && status !== 302)
    return { kind: 'refused', why: `${key} needs a statusCode HTTP_301 or HTTP_302 in redirectConfig` };
  const parts = ['protocol', 'host', 'port', 'path', 'query'] as const;
  const written = parts.flatMap((part) => {
    const value = textOf(config, part);
    return value === undefined ? [] : [[part, value] as const];
  });
  return { kind: 'redirect', status, ...Object.fromEntries(written) };
}

function forward(key: string, settings: readonly Setting[]): WrittenAction {
  const config = blockOf(settings, 'forwardConfig');
  const blocks = config.filter((each) => each.key === 'targetGroups').map((each) => each.settings);
  const simple = [...settings, ...config].some((each) => each.key === 'serviceName') ? [[...settings, ...config]] : [];
  const to: ForwardTarget[] = [];
  for (const block of [...blocks, ...simple]) {
    const service = textOf(block, 'serviceName');
    if (service === undefined) return { kind: 'refused', why: `${key} forwards to a target group outside of the file` };
    const weight = Number(textOf(block, 'weight') ?? 1);
    to.push({ service, port: textOf(block, 'servicePort'), weight });
  }
  if (to.length === 0) return { kind: 'refused', why: `${key} forwards to no target group` };
  if (to.length > mostGroupsOfAction)
    return { kind: 'refused', why: `${key} forwards to ${to.length} target groups; ${mostGroupsOfAction} are allowed` };
  return { kind: 'forward-to', to };
}
