import type { Plan } from '../plan/plan.ts';
import type { Walk } from '../topology/question.ts';
import { settingOf } from '../topology/setting.ts';

/** `connections 2`: how many connections the client has opened, of which the last is asked about. */
export function countOf({ settings }: Walk): number | undefined {
  const written = settingOf(settings, 'connections')?.values[0];
  return written === undefined ? undefined : Number(written);
}

const mostConnections = 100;

/** Why a later connection of a client cannot be followed. */
export function whyNoCount(plan: Plan, { settings }: Walk, count: number): string | undefined {
  if (!(Number.isInteger(count) && count >= 1 && count <= mostConnections))
    return `connections of a walk are a number from 1 to ${mostConnections}`;
  if (count > 1 && settingOf(settings, 'idle')) return 'idle beside connections of a walk is not modelled yet';
  const sticky = count > 1 ? plan.services.filter(({ affinitySeconds }) => affinitySeconds !== undefined) : [];
  const open = sticky.find(({ cluster }) => {
    const found = plan.clusters.find(({ id }) => id === cluster);
    return found?.proxy === 'ebpf' || found?.cni === 'cilium';
  });
  return open && `sessionAffinity of service ${open.name} beside Cilium is not modelled yet`;
}
