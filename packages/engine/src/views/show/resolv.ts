import { showIp } from '../../base/addr/index.ts';
import type { Plan } from '../../plan/plan.ts';
import { resolvConfOf } from '../../plan/resolv-conf.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Line } from './line.ts';

/** What stands in `/etc/resolv.conf` of a pod or machine. Undefined where netk cannot know it. */
export function showResolv(plan: Plan, id: ElementId): readonly Line[] | undefined {
  const conf = resolvConfOf(plan, id);
  if (!conf) return undefined;
  const { nameservers, search, options } = conf;
  return [
    ...(search.length > 0 ? [{ text: `search ${search.join(' ')}` }] : []),
    ...nameservers.map((each) => ({ text: `nameserver ${showIp(each)}` })),
    ...(options.length > 0 ? [{ text: `options ${options.join(' ')}` }] : []),
  ];
}
