import { fileURLToPath } from 'node:url';
import { isolation } from '../kernels/host.ts';
import { askAgent } from '../run/ask-agent.ts';
import { python } from '../run/python.ts';
import { commandOf, readAnswer, type Said } from './callers.ts';
import type { DnsLookup, DnsQuestion, DnsSeen } from './lookup.ts';

const agent = fileURLToPath(new URL('../../agent/lab_dns.py', import.meta.url));

/** Where nothing else is said: a machine with one address, as a pod of a bridge network. */
const usual = { address: '10.0.1.5', bits: 24, linkLocal6: false } as const;

type Seen = Said & { readonly questions: readonly DnsQuestion[]; readonly seconds: number };

/** Lets real libraries look names up, many side by side: most of a lookup's time is waiting. Rejects with the tool's words. */
export async function runLookups(lookups: readonly DnsLookup[], jobs = 12): Promise<readonly DnsSeen[]> {
  if (lookups.length === 0) return [];
  const cases = lookups.map(({ resolvConf, table, listens, closed = [], machine = usual, caller, name, patience }) => ({
    ...{ resolvConf, table, listens, machine, addresses: [...listens, ...closed] },
    ...{ command: commandOf(caller, name), patience: patience ?? 60 },
  }));
  const seen = await askAgent<Seen>(['unshare', ...isolation(), python, agent], { cases, jobs });
  return seen.map(({ questions, seconds, ...said }, at) => ({
    ...{ questions, seconds },
    ...readAnswer(lookups[at]!.caller, said),
  }));
}
