import { type Branch, type Device, type Network, showIptables, showNft, withoutCounter } from '@netk/engine';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { Seen } from '../run/run-lab.ts';
import type { Sight } from './event.ts';
import { eventsOf } from './expected.ts';
import { saidByNft, saidByXtables } from './said.ts';

/**
 * The rules that did something to one flow's first packet, as `table -A CHAIN …` or `nft ip TABLE CHAIN …`: by device, one
 * list for each passage through it. Jumps and returns do nothing themselves.
 */
export type Fired = ReadonlyMap<string, readonly (readonly string[])[]>;

const acts = / -j (MARK|CONNMARK|DNAT|SNAT|MASQUERADE|ACCEPT|DROP|REJECT)\b|^nft .*( mark set | accept$| drop$)/;

/** What a branch says: the steps of its way that are rules of a device's iptables or nftables. */
export function firedOf(network: Network, branch: Branch): Fired {
  const out = new Map<string, string[][]>();
  for (const hop of branch.forward) {
    const device = network.devices.get(hop.id);
    if (!device?.ruleset) continue;
    const texts = savedTexts(device);
    const list: string[] = [];
    out.set(device.name, [...(out.get(device.name) ?? []), list]);
    // what the kernel tells of IP in IP has no ports that would say whose it is
    let bare = false;
    for (const { stage, entry, after } of hop.steps) {
      if (after) bare = after.protocol === 'ipencap';
      if (bare) continue;
      const text = texts.get(`${stage.startsWith('nft ') ? stage : stage.split(' ')[0]} ${entry}`) ?? texts.get(entry);
      if (text !== undefined && acts.test(text)) list.push(text);
    }
  }
  return out;
}

/** A rule as a trace says it → as the kernel's tools print it, with its table. */
function savedTexts(device: Device): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const { table, entry, text: saved } of showIptables(device)) {
    if (table === undefined || entry === undefined) continue;
    const text = withoutCounter(saved);
    out.set(`${table} ${entry}`, `${table} ${text}`);
    // a managed device says its rules in words of its own
    if (!entry.startsWith('-A ')) out.set(entry, `${table} ${text}`);
  }
  // of a map the kernel tells the rule that looks into it, and not what it finds
  for (const { table, entry } of showNft(device))
    if (table !== undefined && entry !== undefined && !table.includes('@'))
      out.set(`nft ${table} ${entry}`, `nft ${table} ${entry}`);
  return out;
}

/** What the kernel said, sorted into flows. */
export function firedRules(
  network: Network,
  plan: LabPlan,
  seen: Seen,
  sights: ReadonlyMap<number, Sight>,
): ReadonlyMap<number, Fired> {
  const out = new Map<number, Map<string, string[][]>>(plan.flows.map(({ id }) => [id, new Map()]));
  for (const space of plan.namespaces) {
    const text = seen.rules[space.name];
    const device = space.device === undefined ? undefined : network.devices.get(space.device);
    if (text === undefined || !device) continue;
    const known = tuplesAt(device.name, space.name, plan, sights);
    const byPacket = new Map<string, { readonly flow: number; readonly rules: string[] }>();
    for (const said of space.monitor === 'nft' ? saidByNft(text, device) : saidByXtables(text)) {
      const { id } = said;
      if (said.kind === 'rule') {
        if (acts.test(said.rule)) byPacket.get(id)?.rules.push(said.rule);
        continue;
      }
      const flow = known.get(said.ends);
      if (flow === undefined || byPacket.get(id)?.flow === flow) continue;
      const rules: string[] = [];
      byPacket.set(id, { flow, rules });
      const ways = out.get(flow);
      ways?.set(device.name, [...(ways.get(device.name) ?? []), rules]);
    }
  }
  return out;
}

/** The ends that each flow's packet has where it comes into a device, is made in it, or leaves. */
function tuplesAt(
  device: string,
  namespace: string,
  plan: LabPlan,
  sights: ReadonlyMap<number, Sight>,
): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const flow of plan.flows)
    if (flow.namespace === namespace) out.set(`${flow.src}:${flow.sport} ${flow.dst}:${flow.dport}`, flow.id);
  // what a machine puts around a packet is first seen where it leaves
  for (const [id, { forward }] of sights)
    for (const event of eventsOf(forward))
      if (event.device === device) out.set(`${event.src}:${event.sport} ${event.dst}:${event.dport}`, id);
  return out;
}

/** The first device whose rules differ, in words; undefined when all are equal. */
export function compareFired(simulated: Fired, observed: Fired): string | undefined {
  for (const device of new Set([...simulated.keys(), ...observed.keys()])) {
    const [a, b] = [(simulated.get(device) ?? []).flat(), (observed.get(device) ?? []).flat()];
    if (a.join('\n') === b.join('\n')) continue;
    const at = a.findIndex((rule, index) => rule !== b[index]);
    const first = at < 0 ? a.length : at;
    return `${device}, rule ${first + 1}\n  simulated ${a[first] ?? 'nothing more'}\n  observed  ${b[first] ?? 'nothing more'}`;
  }
  return undefined;
}
