import { UsageError } from './exit-codes.ts';
import type { Input } from './read-inputs.ts';

/** A question on the command line: `--from pod51 --to app1 --port 80`. */
export interface AdHoc {
  readonly from: string;
  readonly to: string;
  readonly port?: number;
  readonly protocol?: string;
}

/** An end of a walk as the language writes it: a name, an address, a URL; nothing that could start another statement. */
function operand(text: string, option: string): string {
  if (/^https?:\/\//.test(text) && !/["\\\s]/.test(text)) return `"${text}"`;
  if (!/^[\w./:[\]-]+( [\w./:[\]-]+)?$/.test(text)) throw new UsageError(`${option} ${text}: not a name or an address`);
  return text;
}

function target({ to, port }: AdHoc): string {
  const text = operand(to, '--to');
  if (port === undefined) return text;
  if (text.startsWith('"') || /^[^[\]]*[^:]:\d+$|\]:\d+$/.test(text)) {
    throw new UsageError(`--port ${port}: --to ${to} already says a port`);
  }
  const isIpv6 = text.split(':').length > 2 && !text.startsWith('[');
  return isIpv6 ? `[${text}]:${port}` : `${text}:${port}`;
}

/** The file with the question as its last line. Places of everything else stay what they are. */
export function withQuestion(input: Input, question: AdHoc): Input {
  const protocol = question.protocol === undefined ? '' : ` protocol ${operand(question.protocol, '--protocol')}`;
  const line = `walk from ${operand(question.from, '--from')} to ${target(question)}${protocol}`;
  return { ...input, text: `${input.text.trimEnd() === input.text ? `${input.text}\n` : input.text}${line}\n` };
}
