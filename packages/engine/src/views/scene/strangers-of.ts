import type { Plan } from '../../plan/plan.ts';
import { strangerId } from '../../topology/question.ts';
import type { SceneHost } from './scene.ts';

/** The machine that stands for those who ask a question from the Internet and are not in the file; none where nobody does. */
export function strangersOf(plan: Plan): readonly SceneHost[] {
  const clients = plan.hosts.some(({ kind }) => kind === 'client');
  const asked = plan.topology.walks.flatMap(({ from }): readonly string[] => {
    if (from.kind === 'address') return isOurs(plan, from.address) ? [] : [from.address];
    if (from.kind !== 'builtin' || from.of !== undefined) return [];
    return from.word === 'internet' || (from.word === 'client' && !clients) ? [''] : [];
  });
  const [first, ...others] = new Set(asked);
  if (first === undefined) return [];
  return [{ id: strangerId, label: 'client', sub: others.length === 0 ? first : '', kind: 'client' }];
}

/** Whether something of the file has an address. */
const isOurs = ({ hosts, nodes, pods, routers }: Plan, address: string): boolean =>
  [...hosts, ...nodes, ...pods].some((each) => each.address === address) ||
  [...hosts, ...nodes].some((each) => each.eip === address) ||
  routers.some((each) => each.wan === address || each.address === address);
