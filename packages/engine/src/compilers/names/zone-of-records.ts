import type { Zone, ZoneRecord } from '../../network/dns.ts';

/** A zone of records that are listed. Names between a record's and the apex are there, with nothing of their own. */
export function zoneOfRecords(of: Omit<Zone, 'at'>, records: () => readonly ZoneRecord[]): Zone {
  let byName: ReadonlyMap<string, readonly ZoneRecord[]> | undefined;
  return {
    ...of,
    at(name) {
      byName ??= indexed(of.name, records());
      return byName.get(name);
    },
  };
}

function indexed(apex: string, records: readonly ZoneRecord[]): ReadonlyMap<string, readonly ZoneRecord[]> {
  const out = new Map<string, ZoneRecord[]>([[apex, []]]);
  for (const record of records) {
    const own = out.get(record.name);
    if (own) own.push(record);
    else out.set(record.name, [record]);
    for (let at = record.name; at.length > apex.length && at.includes('.'); ) {
      at = at.slice(at.indexOf('.') + 1);
      if (at.length <= apex.length) break;
      if (!out.has(at)) out.set(at, []);
    }
  }
  return out;
}
