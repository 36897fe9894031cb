import { type Ip, parseIp } from '../base/addr/index.ts';
import type { Plan } from './plan.ts';

const known = new WeakMap<Plan, ReadonlyMap<Ip, string | undefined>>();

/** Pods and nodes by their addresses; undefined: several have it. */
export function machinesByAddress(plan: Plan): ReadonlyMap<Ip, string | undefined> {
  const kept = known.get(plan);
  if (kept) return kept;
  const out = new Map<Ip, string | undefined>();
  const add = (text: string | undefined, id: string): void => {
    const address = text === undefined ? undefined : parseIp(text);
    if (address !== undefined) out.set(address, out.has(address) && out.get(address) !== id ? undefined : id);
  };
  for (const { id, address, attachments = [], hostNetwork } of plan.pods) {
    if (hostNetwork) continue;
    add(address, id);
    for (const each of attachments) add(each.address, id);
  }
  for (const { id, enis } of plan.nodes) for (const { primary } of enis) add(primary, id);
  known.set(plan, out);
  return out;
}
