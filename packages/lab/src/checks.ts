import { askingHealth, type Check, finish, type Model, type Trace, targetHealthIn } from '@netk/engine';
import type { Checked, Subject } from './subject.ts';

/** The health checks of a model's balancers, each from one of their nodes to one target, as questions to a kernel. */
export function checksOf({ plan, network }: Model): Subject {
  const checks = new Map<Trace, Checked>();
  for (const { group, at, source, checks: all } of targetHealthIn(plan, network))
    for (const { node, state } of all) {
      const check = network.pools.get(group)?.check;
      const trace = check && finish(askingHealth(network, source, { node, group, at }));
      if (trace) checks.set(trace, { check, state });
    }
  return { network, traces: [...checks.keys()], checks };
}

/** Whether an answer that came after so many seconds is one of a healthy target; a hair's breadth is the laboratory's own. */
export function isHealthy({ protocol, codes, timeout }: Check, client: string, seconds: number): boolean {
  if (seconds > timeout + 0.6) return false;
  if (protocol === 'TCP') return client === 'ok';
  const status = client === 'ok' ? 200 : Number(/^http-(\d+)$/.exec(client)?.[1]);
  return codes.split(',').some((each) => {
    const [from = Number.NaN, to = from] = each.split('-').map(Number);
    return status >= from && status <= to;
  });
}
