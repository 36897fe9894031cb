import { questionLines } from './lines.ts';
import type { Caller, DnsSeen } from './lookup.ts';
import type { DnsSimulated } from './simulate.ts';

/** Seconds by which a machine that is busy may be late, and libraries that draw their waits. */
const late = 1.5;

/** What a program is told, in words that a model has as well. */
function told({ library }: Caller, { error, addresses }: Pick<DnsSeen, 'error' | 'addresses'>): string {
  // Node gives its program an empty list where there are only aliases
  if (error === undefined) return addresses.length === 0 ? 'ENODATA' : 'addresses';
  if (library === 'getent ahosts') return 'no addresses';
  if (library === 'node lookup') return ['EAI_NONAME', 'EAI_NODATA', 'ENOTFOUND'].includes(error) ? 'ENOTFOUND' : error;
  return error;
}

/** Questions as their servers got them: of several that are asked at once it is no matter which reads first. */
function asked({ library }: Caller, seen: Pick<DnsSeen, 'questions'>, usual: string): readonly string[] {
  const lines = questionLines(seen, usual);
  const serverOf = (line: string): string => / of (\S+)$/.exec(line)?.[1] ?? usual;
  return library === 'musl'
    ? [...lines].sort((a, b) => (serverOf(a) < serverOf(b) ? -1 : serverOf(a) > serverOf(b) ? 1 : 0))
    : lines;
}

/** Where a model and what was seen of the real library part, one line each; none where they agree. */
export function disagreements(
  caller: Caller,
  usual: string,
  { seen, simulated }: { readonly seen: DnsSeen; readonly simulated: DnsSimulated },
): readonly string[] {
  const out: string[] = [];
  const differ = (what: string, a: string, b: string): void => {
    if (a !== b) out.push(`${what}: simulated ${a}, observed ${b}`);
  };
  differ('asks', asked(caller, simulated, usual).join(' | '), asked(caller, seen, usual).join(' | '));
  differ('gets', told(caller, simulated), told(caller, seen));
  differ('addresses', [...simulated.addresses].sort().join(' '), [...seen.addresses].sort().join(' '));
  const [dialled] = seen.addresses;
  if (dialled?.includes('.') && simulated.first.length > 0 && !simulated.first.includes(dialled))
    differ('dials', simulated.first.join(' or '), dialled);
  const waited = seen.seconds - (seen.questions[0]?.at ?? 0);
  // c-ares draws its waits, and Node looks at them once a second
  if (caller.library !== 'c-ares' && Math.abs(waited - simulated.seconds) > late)
    differ('waits', `${simulated.seconds.toFixed(1)} s`, `${waited.toFixed(1)} s`);
  return out;
}
