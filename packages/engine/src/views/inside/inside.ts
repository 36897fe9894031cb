import { familyOf, parseIp, showIp } from '../../base/addr/index.ts';
import type { Device, Network } from '../../network/network.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Branch, Hop, Step } from '../../trace/trace.ts';
import { views } from '../show/index.ts';
import { isLinux } from '../show/is-linux.ts';
import type { Line } from '../show/line.ts';
import { stateEntryOf } from '../show/state-entry.ts';
import { type HookPlace, hookMapOf } from './hook-map.ts';
import { type LinkPlace, linkPlacesOf } from './link-places.ts';
import { blockOf, type StageBlock } from './stage-rows.ts';

/** A stage of the way through a machine, with the steps that are its. */
export interface InsideStage {
  readonly stage: string;
  /** The interface at which it stands, where it stands at one. */
  readonly at?: string;
  /** The steps of the hop that it has, from and to. */
  readonly from: number;
  readonly to: number;
  readonly blocks: readonly StageBlock[];
  /** Entries that no table of the machine has: what came in, what tracking says, what was sent. */
  readonly said: readonly string[];
}

/** One passage through the machine. */
export interface InsidePassage {
  readonly direction: 'forward' | 'reply';
  readonly hop: number;
  readonly into?: string;
  readonly out?: string;
  readonly stages: readonly InsideStage[];
}

/** An interface, and where it leads. */
export interface InsidePort {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly mac?: string;
  readonly role: 'outside' | 'pod' | 'tunnel' | 'bridge';
  /** The pod at its other end. */
  readonly pod?: string;
}

/** A pod of the machine, with the routes and the neighbours that it has by itself. */
export interface InsidePod {
  readonly id: string;
  readonly name: string;
  readonly lines: readonly string[];
}

/** The inside of a machine, as a packet of one branch meets it. */
export interface Inside {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly hooks: readonly HookPlace[];
  readonly links: readonly LinkPlace[];
  readonly ports: readonly InsidePort[];
  readonly pods: readonly InsidePod[];
  readonly passages: readonly InsidePassage[];
  /** The views of its state, and the command whose output each is. */
  readonly views: readonly { readonly name: string; readonly command: string }[];
}

/** Pods beside those on the way; more of them are only counted in the topology. */
const mostPods = 6;

/** What a machine's tables print, once for each view. */
function printer(plan: Plan, device: Device): (view: string) => readonly Line[] {
  const known = new Map<string, readonly Line[]>();
  return (name) => {
    const lines = known.get(name) ?? views.find((view) => view.name === name)?.lines(plan, device) ?? [];
    known.set(name, lines);
    return lines;
  };
}

/** Steps that follow each other at one stage. */
function runsOf(steps: readonly Step[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  steps.forEach(({ stage }, at) => {
    const last = runs.at(-1);
    if (last && steps[last[1]]!.stage === stage) last[1] = at;
    else runs.push([at, at]);
  });
  return runs;
}

function stageOf(hop: Hop, [from, to]: readonly [number, number], print: ReturnType<typeof printer>): InsideStage {
  const steps = hop.steps.slice(from, to + 1);
  const blocks = new Map<string, StageBlock>();
  const said: string[] = [];
  for (const step of steps) {
    const entry = stateEntryOf(hop, step);
    const found = entry && blockOf(print(entry.view), entry, steps);
    if (!found) said.push(step.entry);
    else if (!blocks.has(found.key)) {
      const { key, ...block } = found;
      blocks.set(key, block);
    }
  }
  const at = steps.find((step) => step.interface !== undefined)?.interface;
  return {
    ...{ stage: steps[0]!.stage, from, to, blocks: [...blocks.values()], said },
    ...(at === undefined ? {} : { at }),
  };
}

function portsOf(device: Device, plan: Plan, network: Network): readonly InsidePort[] {
  const pods = new Map(plan.pods.map(({ id }) => [id as string, id]));
  const ends = new Map<string, string>();
  for (const [id] of pods)
    for (const { link } of network.devices.get(id)?.interfaces ?? []) if (link !== undefined) ends.set(link, id);
  return device.interfaces
    .filter(({ name }) => name !== 'lo')
    .map(({ name, addresses, mac, link, tunnel, bridge }) => {
      const pod = link === undefined ? undefined : ends.get(link);
      const isPod = pod !== undefined && pod !== device.id;
      return {
        name,
        addresses: addresses.map(({ ip, bits }) => `${showIp(ip)}/${bits}`),
        ...(mac === undefined ? {} : { mac }),
        role: tunnel ? 'tunnel' : bridge ? 'bridge' : isPod ? 'pod' : 'outside',
        ...(isPod ? { pod } : {}),
      };
    });
}

/** The inside of a machine on a branch. Undefined: it is no Linux machine, or the branch does not come to it. */
export function insideOf(plan: Plan, network: Network, branch: Branch, id: string): Inside | undefined {
  const device = network.devices.get(id);
  if (!device || !isLinux(device)) return undefined;
  const print = printer(plan, device);
  const passages = (['forward', 'reply'] as const).flatMap((direction) =>
    branch[direction].flatMap((hop, index): InsidePassage[] => {
      if (hop.id !== id) return [];
      const into = hop.steps.find(({ kind }) => kind === 'receive')?.interface;
      const out = hop.steps.findLast(({ kind }) => kind === 'send')?.interface;
      return [
        {
          ...{ direction, hop: index },
          ...(into === undefined ? {} : { into }),
          ...(out === undefined ? {} : { out }),
          stages: runsOf(hop.steps).map((run) => stageOf(hop, run, print)),
        },
      ];
    }),
  );
  if (passages.length === 0) return undefined;
  const dst = branch.forward[0]?.steps[0]?.after?.dst;
  const ip = dst === undefined ? undefined : parseIp(dst);
  const ports = portsOf(device, plan, network);
  const passed = new Set([...branch.forward, ...branch.reply].map((hop) => hop.id));
  const own = ports.flatMap(({ pod }) => pod ?? []);
  const shown = [...own].sort((a, b) => Number(passed.has(b)) - Number(passed.has(a))).slice(0, mostPods);
  const pods = shown.flatMap((pod): InsidePod[] => {
    const at = network.devices.get(pod);
    if (!at) return [];
    const routes = printer(
      plan,
      at,
    )('routes').flatMap(({ entry, table }) => (entry !== undefined && table === 'main' ? [entry] : []));
    const permanent = printer(
      plan,
      at,
    )('neighbours').flatMap(({ entry }) => (entry?.endsWith(' PERMANENT') ? [entry] : []));
    return [{ id: pod, name: at.name, lines: [...routes, ...permanent] }];
  });
  return {
    ...{ id, name: device.name, kind: device.kind, ports, pods, passages },
    hooks: hookMapOf(device, ip === undefined ? 4 : familyOf(ip)),
    links: linkPlacesOf(device, network),
    views: views.flatMap(({ name, command }) => (print(name).length > 0 ? [{ name, command }] : [])),
  };
}
