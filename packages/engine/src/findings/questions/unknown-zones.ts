import type { Check } from '../check.ts';

/** NK089: a walk chooses or supposes a zone in which the file has nothing. */
export const unknownZones: Check = {
  codes: ['NK089'],
  doc: 'A walk chooses or supposes a zone that nothing is in.',
  walks: true,
  *run({ plan }) {
    const zones = [...new Set([...plan.subnets, ...plan.nodes].flatMap(({ zone }) => zone ?? []))].sort();
    const known = zones.length === 0 ? 'the file has no zones' : `there are ${zones.join(', ')}`;
    for (const { chooses, givens } of plan.topology.walks) {
      for (const { id, kind, name } of givens)
        if (kind === 'zone' && !zones.includes(name))
          yield {
            ...{ code: 'NK089', severity: 'warning' as const, about: id, related: [] },
            message: `nothing is in zone ${name}: ${known}`,
          };
      for (const { id, what, value } of chooses) {
        if (what !== 'zone' || zones.includes(value.text)) continue;
        yield {
          ...{ code: 'NK089', severity: 'warning' as const, about: id, related: [] },
          message: `no subnet is in zone ${value.text}, so that nothing offers it: ${known}`,
        };
      }
    }
  },
};
