import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { LabPlan } from '../plan/lab-plan.ts';

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
  readonly seconds: { readonly build: number; readonly flows: number };
}

/** The program that runs inside the namespace: beside the bundle, or in the sources. */
const agent = (): string => {
  const places = ['./lab-agent.py', '../../agent/agent.py'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`the laboratory's program is missing: ${places.join(', ')}`);
  return found;
};

/** Options of `unshare`: root needs no user namespace. */
export const isolation = (): readonly string[] => (process.getuid?.() === 0 ? ['-n', '-m'] : ['-U', '-r', '-n', '-m']);

/** Debian's own interpreter starts ten times faster than a version manager's wrapper. */
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

/** Brings one plan up in namespaces of its own, sends its flows, and tells what was seen. Rejects with the tool's words. */
export async function runLab(plan: LabPlan): Promise<Seen> {
  const [seen] = await runLabs([plan]);
  if (!seen) throw new Error('the laboratory said nothing');
  return seen;
}

type Answer = { readonly seen: Seen } | { readonly error: string };

/** The same for many plans, `jobs` of them at a time. */
export function runLabs(plans: readonly LabPlan[], jobs = availableParallelism()): Promise<readonly Seen[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', [...isolation(), python, agent()], { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    let err = '';
    child.stdout.on('data', (data: Buffer) => out.push(data));
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(err.trim() || `the laboratory ended with ${code}`));
      const answers = JSON.parse(Buffer.concat(out).toString('utf8')) as readonly Answer[];
      const failed = answers.find((answer) => 'error' in answer);
      if (failed && 'error' in failed) reject(new Error(failed.error));
      else resolve(answers.flatMap((answer) => ('seen' in answer ? [answer.seen] : [])));
    });
    child.stdin.on('error', () => {}); // the end is told by its exit
    child.stdin.end(JSON.stringify({ plans, jobs }));
  });
}
