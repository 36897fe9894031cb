import type { Said } from '../dns/callers.ts';
import { besideLab } from '../kernels/beside.ts';
import { host, type Kernel } from '../kernels/index.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { askAgent } from './ask-agent.ts';
import { python } from './python.ts';

/** One frame that an interface sent or received, in the order of the kernel's clock. */
export interface Frame {
  readonly namespace: string;
  readonly interface: string;
  /** How the kernel calls it: 0 for this host, 3 for another host's, 4 outgoing (linux/if_packet.h). */
  readonly type: number;
  /** Nanoseconds, as a number that is exact to a quarter of a microsecond. */
  readonly at: number;
  /** Hexadecimal, from the Ethernet header on. */
  readonly frame: string;
}

/** A question as a server of names got it. */
export interface AskedQuestion {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly transport: 'udp' | 'tcp';
  readonly client: string;
  readonly port: number;
}

/** What the laboratory saw. */
export interface Seen {
  readonly outcomes: readonly {
    readonly id: number;
    readonly client: string;
    /** Where its answer sends it on to. */
    readonly location?: string;
    readonly start: number;
    readonly end: number;
  }[];
  readonly frames: readonly Frame[];
  /** The output of `conntrack -L -o extended`, by namespace. */
  readonly connections: Readonly<Record<string, string>>;
  /** What `xtables-monitor --trace` or `nft monitor trace` said, by namespace, for plans that ask. */
  readonly rules: Readonly<Record<string, string>>;
  /** What each real nginx wrote down of its requests, by namespace, for plans that have one. */
  readonly nginx?: Readonly<Record<string, string>>;
  /** For each burst of the plan, how often the server of each namespace answered. */
  readonly bursts: readonly Readonly<Record<string, number>>[];
  /** The answers of `ip route get`, by namespace, for plans that ask; null where the kernel refused. */
  readonly lookups: Readonly<Record<string, readonly (string | null)[]>>;
  /** What each program got that looked a name up, and what servers were asked meanwhile. */
  readonly asked?: readonly (Said & {
    readonly id: number;
    readonly seconds: number;
    readonly questions: readonly AskedQuestion[];
  })[];
  readonly seconds: { readonly build: number; readonly flows: number };
}

/** Brings one plan up in namespaces of its own, sends its flows, and tells what was seen. Rejects with the tool's words. */
export async function runLab(plan: LabPlan, kernel: Kernel = host): Promise<Seen> {
  const [seen] = await runLabs([plan], kernel);
  if (!seen) throw new Error('the laboratory said nothing');
  return seen;
}

/** The same for many plans: a kernel boots once for all that one of its processes builds. */
export async function runLabs(plans: readonly LabPlan[], kernel: Kernel = host): Promise<readonly Seen[]> {
  const count = Math.min(kernel.processes, plans.length);
  const lots = Array.from({ length: count }, (_, lot) => plans.filter((_, at) => at % count === lot));
  const answers = await Promise.all(lots.map((lot) => runLot(lot, kernel)));
  return plans.map((_, at) => answers[at % count]![Math.floor(at / count)]!);
}

/** Seconds after which a kernel that is booted for them is ended: many times what plans of the tests need. */
const limitOf = (plans: readonly LabPlan[]): number => 120 + 30 * plans.length;

function runLot(plans: readonly LabPlan[], kernel: Kernel): Promise<readonly Seen[]> {
  const agent = [python, besideLab('lab-agent.py', 'agent/agent.py')];
  return askAgent<Seen>(kernel.command(agent, limitOf(plans)), { plans, jobs: kernel.jobs });
}
