import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isolation } from '../kernels/host.ts';
import { python } from '../run/python.ts';
import { commandOf, readAnswer, type Said } from './callers.ts';
import type { DnsLookup, DnsQuestion, DnsSeen } from './lookup.ts';

const agent = fileURLToPath(new URL('../../agent/lab_dns.py', import.meta.url));

/** Where nothing else is said: a machine with one address, as a pod of a bridge network. */
const usual = { address: '10.0.1.5', bits: 24, linkLocal6: false } as const;

type Answer =
  | { readonly seen: Said & { readonly questions: readonly DnsQuestion[]; readonly seconds: number } }
  | { readonly error: string };

/** Lets real libraries look names up, many side by side: most of a lookup's time is waiting. Rejects with the tool's words. */
export async function runLookups(lookups: readonly DnsLookup[], jobs = 12): Promise<readonly DnsSeen[]> {
  if (lookups.length === 0) return [];
  const cases = lookups.map(({ resolvConf, table, listens, closed = [], machine = usual, caller, name, patience }) => ({
    ...{ resolvConf, table, listens, machine, addresses: [...listens, ...closed] },
    ...{ command: commandOf(caller, name), patience: patience ?? 60 },
  }));
  const answers = await asked({ cases, jobs });
  return answers.map((answer, at) => {
    if ('error' in answer) throw new Error(answer.error);
    const { questions, seconds, ...said } = answer.seen;
    return { questions, seconds, ...readAnswer(lookups[at]!.caller, said) };
  });
}

function asked(input: unknown): Promise<readonly Answer[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', [...isolation(), python, agent], { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    let err = '';
    child.stdout.on('data', (data: Buffer) => out.push(data));
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(err.trim() || `the laboratory ended with ${code}`));
      resolve(JSON.parse(Buffer.concat(out).toString('utf8')) as readonly Answer[]);
    });
    child.stdin.on('error', () => {}); // the end is told by its exit
    child.stdin.end(JSON.stringify(input));
  });
}
