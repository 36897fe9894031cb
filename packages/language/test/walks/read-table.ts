import type { Hop, Step } from '@netk/engine';

/** One row of a table of the domain: what must stand in the trace, at this device, in this order. */
export interface Row {
  readonly direction: 'forward' | 'reply';
  readonly device: string;
  readonly words: readonly string[];
  readonly text: string;
}

/**
 * Reads a table: `F nA | stage | words of the entry | header after`, one row a line, `R` for the reply. Aliases of
 * interfaces (`E50>R1`) and short addresses (`.1.51:40000`) are those of the domain's reference; `random` is any port.
 */
export function readTable(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('//'))
    .map((line) => {
      const [head, ...rest] = line.split('|').map((each) => each.trim());
      const [letter, ...device] = head!.split(' ');
      return {
        direction: letter === 'F' ? 'forward' : 'reply',
        device: device.join(' '),
        words: rest.filter((each) => each !== ''),
        text: line,
      };
    });
}

/** Rows that are not found in the trace in their order, within their direction. */
export function missingRows(rows: readonly Row[], forward: readonly Hop[], reply: readonly Hop[]): string[] {
  const missing: string[] = [];
  for (const [direction, hops] of [
    ['forward', forward],
    ['reply', reply],
  ] as const) {
    const steps = hops.flatMap((hop) => hop.steps.map((step) => ({ device: hop.device, text: textOf(step) })));
    let at = 0;
    for (const row of rows.filter((each) => each.direction === direction)) {
      const found = steps.findIndex(
        (step, i) => i >= at && step.device === row.device && row.words.every((word) => expand(word).test(step.text)),
      );
      if (found < 0) missing.push(row.text);
      else at = found + 1;
    }
  }
  return missing;
}

function textOf(step: Step): string {
  const { after } = step;
  const end = (address: string, port: number | undefined) => (port === undefined ? address : `${address}:${port}`);
  const header = after
    ? `${after.smac ?? '-'}>${after.dmac ?? '-'} ${end(after.src, after.sport)}>${end(after.dst, after.dport)} mark=${after.mark ?? '0x0'} connmark=${after.connmark ?? '0x0'} ct=${after.ctstate ?? '-'}`
    : '';
  return `${step.stage} # ${step.entry} # ${header} # ${step.conntrack ?? ''}`;
}

/**
 * `E50`: the ENI with the address 192.168.1.50; `E370`: 192.168.3.70, `E101.20`: 192.168.101.20; `P` and `H`: pod and host veth;
 * `R1`: router of work-1.
 */
function mac(alias: string): string {
  const [kind, digits] = [alias[0]!, alias.slice(1)];
  const [subnet, host] = digits.split('.').map(Number);
  const number = Number(digits);
  const [third, last] =
    subnet !== undefined && host !== undefined
      ? [subnet, host]
      : kind === 'R'
        ? [number, 1]
        : number > 255 || digits === '370'
          ? [Number(digits[0]), Number(digits.slice(1))]
          : [1, number];
  const prefix = { E: '02:00', P: '56:00', H: '2a:00', R: '02:ff' }[kind]!;
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  return `${prefix}:c0:a8:${hex(third)}:${hex(last)}`;
}

function expand(word: string): RegExp {
  const escaped = word
    .replace(/\b([EPHR]\d+(?:\.\d+)?)>([EPHR]\d+(?:\.\d+)?)\b/g, (_, a: string, b: string) => `${mac(a)}>${mac(b)}`)
    .replace(/(^|[\s>=])\.(\d+\.\d+)/g, '$1192.168.$2')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:random/g, ':\\d+');
  return new RegExp(escaped);
}
