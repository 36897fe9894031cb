import { type Ip, parseIp } from '../base/addr/index.ts';
import type { Plan } from './plan.ts';

type Machines = ReadonlyMap<Ip, string | undefined>;

const known = new WeakMap<Plan['pods'], { readonly nodes: Plan['nodes']; readonly machines: Machines }>();

/** Pods and nodes by their addresses; undefined: several have it. Versions of a plan share their lists. */
export function machinesByAddress({ pods, nodes }: Pick<Plan, 'pods' | 'nodes'>): Machines {
  const kept = known.get(pods);
  if (kept?.nodes === nodes) return kept.machines;
  const out = new Map<Ip, string | undefined>();
  const add = (text: string | undefined, id: string): void => {
    const address = text === undefined ? undefined : parseIp(text);
    if (address !== undefined) out.set(address, out.has(address) && out.get(address) !== id ? undefined : id);
  };
  for (const { id, address, attachments = [], hostNetwork } of pods) {
    if (hostNetwork) continue;
    add(address, id);
    for (const each of attachments) add(each.address, id);
  }
  for (const { id, enis } of nodes) for (const { primary } of enis) add(primary, id);
  known.set(pods, { nodes, machines: out });
  return out;
}
