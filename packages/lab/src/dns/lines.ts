import type { DnsSeen } from './lookup.ts';

interface Line {
  readonly name: string;
  readonly how: string;
  readonly port: number;
  readonly at: number;
  readonly types: string[];
}

/** Seconds within which questions left together, also on a machine that is busy. */
const together = 0.8;

/**
 * Questions of one name that left one socket for one server together are one line; what is not of the usual server, by UDP, is said.
 * The last line is what the program got, and after how long.
 */
export function linesOf(seen: DnsSeen, usual: string): readonly string[] {
  return [...questionLines(seen, usual), answerLine(seen)];
}

/** The questions alone. */
export function questionLines({ questions }: Pick<DnsSeen, 'questions'>, usual: string): readonly string[] {
  const lines: Line[] = [];
  for (const { name, type, server, transport, port, at, edns } of questions) {
    const how = `${transport === 'tcp' ? ' by TCP' : ''}${edns ? ' with EDNS' : ''}${server === usual ? '' : ` of ${server}`}`;
    const own = lines.find(
      (each) =>
        each.name === name &&
        each.how === how &&
        each.port === port &&
        at - each.at < together &&
        !each.types.includes(type),
    );
    if (own) own.types.push(type);
    else lines.push({ name, how, port, at, types: [type] });
  }
  return inOrder(lines).map(({ name, how, types }) => `${types.sort().join(' ')} ${name === '' ? '.' : name}${how}`);
}

function answerLine({ questions, addresses, error, seconds }: DnsSeen): string {
  // shorter waits are the machine's own
  const exact = seconds - (questions[0]?.at ?? 0);
  const waited = exact < 1.5 ? 0 : Math.round(exact);
  return `${error ?? (addresses.join(' ') || 'nothing')}${waited > 0 ? `, after ${waited} s` : ''}`;
}

/** Several servers that are asked at once: which of them reads first is no matter. */
function inOrder(lines: readonly Line[]): readonly Line[] {
  const out = [...lines];
  for (let i = 1; i < out.length; i++)
    for (let k = i; k > 0 && out[k]!.how < out[k - 1]!.how && near(out[k]!, out[k - 1]!); k--)
      [out[k], out[k - 1]] = [out[k - 1]!, out[k]!];
  return out;
}

const near = (a: Line, b: Line): boolean => a.name === b.name && a.port === b.port && Math.abs(a.at - b.at) < together;
