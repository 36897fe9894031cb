import { type Ip, parseIp } from '../base/addr/index.ts';
import { type ElementId, elementId } from '../topology/id.ts';
import type { Internet } from '../topology/internet.ts';

/** A server of zones, by its address. */
export interface ZoneServer {
  /** The machine that stands for it, where no other line has the address. */
  readonly id: ElementId;
  readonly name: string;
  readonly address: Ip;
  readonly text: string;
  /** Apexes of the public zones that it has, absolute and in lower case. */
  readonly zones: readonly string[];
  /** The zone whose line is the first to name it. */
  readonly source: ElementId;
}

/** The servers that the zones of a file name, each once. */
export function zoneServers(internet: Internet | undefined): readonly ZoneServer[] {
  const out = new Map<Ip, ZoneServer>();
  for (const { id, name, servers, privateIn } of internet?.zones ?? []) {
    if (privateIn !== undefined) continue;
    const apex = name.toLowerCase().replace(/\.$/, '');
    for (const { text } of servers) {
      const address = parseIp(text);
      if (address === undefined) continue;
      const known = out.get(address);
      const own = { id: elementId(`${id}#server ${text}`), name: `server of ${name}`, address, text, source: id };
      out.set(address, known ? { ...known, zones: [...known.zones, apex] } : { ...own, zones: [apex] });
    }
  }
  return [...out.values()];
}
