import type { Branch, Leg } from '@netk/engine';
import type { NameQuestion, NameServerPlan } from '../plan/lab-plan.ts';
import { answerOf } from './answer.ts';
import { dialledBy, lookupsIn, serverOf } from './legs.ts';

type Answers = NameServerPlan['answers'][number];

/** What servers are asked because of each walk, with what each answers, by the group that `groupOf` puts a device into. */
export function answersOf(
  walks: readonly { readonly asker: number; readonly branches: readonly Branch[] }[],
  groupOf: (device: string) => string,
): ReadonlyMap<string, ReadonlyMap<string, Answers>> {
  const out = new Map<string, Map<string, Answers>>();
  const tableOf = (group: string): Map<string, Answers> => {
    const own = out.get(group) ?? new Map<string, Answers>();
    out.set(group, own);
    return own;
  };
  for (const { asker, branch } of walks.flatMap((walk) => walk.branches.map((branch) => ({ ...walk, branch })))) {
    const { legs = [] } = branch;
    const zones = new Map<string, string>();
    for (const leg of lookupsIn(branch)) {
      const device = serverOf(leg);
      if (device === undefined || leg.request?.kind !== 'dns') continue;
      const table = tableOf(groupOf(device));
      const place = legs.indexOf(leg);
      const behind = legs.filter(({ because }) => because === place).flatMap(questionTo);
      const { name, type } = leg.request;
      const more = behind.length > 0 || leg.because === undefined ? {} : inZone(leg, legs.slice(place + 1), zones);
      const answer = answerOf(leg.answer ?? '', leg.request);
      table.set(`${asker} ${type} ${name}`, { asker, name, type, ...answer, behind, ...more });
      if (zones.get(dialledBy(leg)!) === '.') table.set(`${asker} NS`, { asker, ...rootServers(dialledBy(leg)!) });
    }
  }
  return out;
}

/** What a server of a zone says beside the answer: where it hands on to, or in which zone there is nothing. */
function inZone(
  leg: Leg,
  later: readonly Leg[],
  zones: Map<string, string>,
): Pick<Answers, 'authority' | 'additional'> {
  const address = dialledBy(leg)!;
  const zone = zones.get(address) ?? '.';
  zones.set(address, zone);
  const below = /^referral to (\S+)$/.exec(leg.answer ?? '')?.[1];
  const next = later.find(({ because }) => because === leg.because);
  if (below !== undefined) {
    const to = next && dialledBy(next);
    if (to === undefined) return {};
    zones.set(to, below);
    const server = `ns.${below}`;
    return {
      authority: [{ name: below, type: 'NS', value: server }],
      additional: [{ name: server, type: 'A', value: to }],
    };
  }
  const isEmpty = /^(NXDOMAIN|no record|not known)/.test(leg.answer ?? '');
  return isEmpty ? { authority: [{ name: zone, type: 'SOA', value: zone === '.' ? 'root' : zone }] } : {};
}

/** What a resolver asks when it begins: who serves the root. */
const rootServers = (address: string): Omit<Answers, 'asker'> => ({
  ...{ name: '', type: 'NS', behind: [], records: [{ name: '', type: 'NS', value: 'r0.root-servers.net' }] },
  additional: [{ name: 'r0.root-servers.net', type: 'A', value: address }],
});

/** The question as another server gets it, where it stands somewhere. */
function questionTo(leg: Leg): readonly NameQuestion[] {
  const address = dialledBy(leg);
  if (leg.request?.kind !== 'dns' || address === undefined || serverOf(leg) === undefined) return [];
  const { name, type } = leg.request;
  return [{ address, name, type, transport: leg.flow.protocol === 'tcp' ? 'tcp' : 'udp' }];
}
