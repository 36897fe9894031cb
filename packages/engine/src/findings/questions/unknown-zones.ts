import type { Check } from '../check.ts';

/** NK089: a walk chooses a zone in which the file has nothing, so that no choice of it offers the zone. */
export const unknownZones: Check = {
  codes: ['NK089'],
  doc: 'A walk chooses a zone that no subnet is in.',
  walks: true,
  *run({ plan }) {
    const zones = [...new Set(plan.subnets.flatMap(({ zone }) => zone ?? []))].sort();
    for (const { chooses } of plan.topology.walks)
      for (const { id, what, value } of chooses) {
        if (what !== 'zone' || zones.includes(value.text)) continue;
        const known = zones.length === 0 ? 'the file has no zones' : `there are ${zones.join(', ')}`;
        yield {
          ...{ code: 'NK089', severity: 'warning' as const, about: id, related: [] },
          message: `no subnet is in zone ${value.text}, so that nothing offers it: ${known}`,
        };
      }
  },
};
