import { type Device, showIptables, showNft, withoutCounter } from '@netk/engine';

/** What a monitor of the kernel says, in order: a packet that came to a table, or a rule that it met. */
export type Said =
  | { readonly kind: 'packet'; readonly id: string; readonly ends: string }
  /** As `table -A CHAIN …`, or for a rule of nft `nft ip TABLE CHAIN …`. */
  | { readonly kind: 'rule'; readonly id: string; readonly rule: string };

/** The output of `xtables-monitor --trace`. */
export const saidByXtables = (text: string): readonly Said[] =>
  text.split('\n').flatMap((line): Said[] => {
    const packet = /^PACKET: \d+ (\w+) .*SRC=(\S+) DST=(\S+) .*SPORT=(\d+) DPORT=(\d+)/.exec(line);
    if (packet) return [packetOf(packet)];
    const rule = /^ TRACE: \d+ (\w+) \S+:rule:\S+ +-4 -t (\w+) (-A .*)$/.exec(line);
    return rule && rule[2] !== 'watch' ? [{ kind: 'rule', id: rule[1]!, rule: `${rule[2]} ${rule[3]!.trim()}` }] : [];
  });

/**
 * The output of `nft -a list ruleset` and, behind it, of `nft -a monitor trace`. nft says the rules of iptables in words of
 * its own: the handle tells the place of a rule in its chain, and the device has the rules in the same places.
 */
export function saidByNft(text: string, device: Device): readonly Said[] {
  const places = placesIn(text);
  const rules = rulesOf(device);
  return text.split('\n').flatMap((line): Said[] => {
    const packet =
      /^trace id (\w+) ip \S+ \S+ packet: .*\bip saddr (\S+) ip daddr (\S+) .*\b(?:tcp|udp) sport (\d+) (?:tcp|udp) dport (\d+)/.exec(
        line,
      );
    if (packet) return [packetOf(packet)];
    const met = /^trace id (\w+) (ip \S+ \S+) rule .* # handle (\d+) \(verdict /.exec(line);
    if (!met) return [];
    const [, id = '', chain = '', handle] = met;
    const place = places.get(`${chain} ${handle}`);
    const rule = place === undefined ? undefined : rules.get(chain)?.[place];
    return rule === undefined ? [] : [{ kind: 'rule', id, rule }];
  });
}

const packetOf = ([, id = '', src, dst, sport, dport]: RegExpExecArray): Said => ({
  kind: 'packet',
  id,
  ends: `${src}:${sport} ${dst}:${dport}`,
});

/** `ip nat PREROUTING 7`, the handle of a rule, → its place in the chain, from 0. */
function placesIn(listing: string): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  let [table, chain, next] = ['', '', 0];
  for (const line of listing.split('\n')) {
    if (line.startsWith('trace id')) break;
    table = /^table (ip \S+) \{/.exec(line)?.[1] ?? (line.startsWith('table ') ? '' : table);
    const begins = /^\tchain (\S+) \{/.exec(line)?.[1];
    if (begins !== undefined) [chain, next] = [begins, 0];
    const handle = /^\t\t.* # handle (\d+)$/.exec(line)?.[1];
    if (handle !== undefined && table !== '') out.set(`${table} ${chain} ${handle}`, next++);
  }
  return out;
}

/** The rules of each chain in their order, by the name that nft gives to it. */
function rulesOf(device: Device): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, string[]>();
  const add = (chain: string, rule: string): void => {
    const own = out.get(chain);
    if (own) own.push(rule);
    else out.set(chain, [rule]);
  };
  for (const { table, text } of showIptables(device)) {
    const chain = /^-A (\S+)/.exec(text)?.[1];
    if (chain !== undefined) add(`ip ${table} ${chain}`, `${table} ${withoutCounter(text)}`);
  }
  for (const { table, entry } of showNft(device))
    if (table !== undefined && entry !== undefined && !entry.startsWith('policy ')) add(table, `nft ${table} ${entry}`);
  return out;
}
