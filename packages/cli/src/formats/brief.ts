import {
  addressEnd,
  type Branch,
  connectionOf,
  flowEnd,
  type Hop,
  hopsLeft,
  lookupLine,
  onlyRequest,
  type Packet,
  pickedText,
  requestLine,
  sectionsOf,
  type Trace,
} from '@netk/engine';

/** `10.0.1.11:40000 > 10.0.1.12:80 tcp SYN ttl 64`: what leaves a machine, of an encapsulated packet both headers. */
function header(packet: Packet): string {
  const { src, sport, dst, dport, protocol, flags, inner } = packet;
  const words = [
    `${addressEnd(src, sport)} > ${addressEnd(dst, dport)}`,
    protocol,
    ...(flags === undefined ? [] : [flags]),
  ];
  return `${words.join(' ')} ${hopsLeft(packet)}${inner ? ` [${header(inner)}]` : ''}`;
}

/** What comes out of a machine: the header that leaves, or what became of the packet there. */
function result({ steps }: Hop): string {
  const last = steps.at(-1);
  if (last?.kind === 'send' && last.after) return header(last.after);
  if (last?.kind === 'deliver') return 'delivered';
  if (last?.kind === 'drop')
    return `dropped: ${last.stage}: ${last.entry}${last.cause === undefined ? '' : ` (${last.cause})`}`;
  if (last?.kind === 'set') return `${steps.length} lines, the last: ${last.stage}: ${last.entry}`;
  return 'undetermined';
}

/** `eth0 -> ens5`; who sends has no way in, and who keeps the packet none out. */
function ways({ steps }: Hop): string {
  const into = steps.find(({ kind }) => kind === 'receive')?.interface ?? '';
  const out = steps.findLast(({ kind }) => kind === 'send')?.interface;
  return out === undefined ? into : `${into}${into === '' ? '' : ' '}-> ${out}`;
}

function hops(branch: Branch, direction: 'forward' | 'reply'): readonly string[] {
  const sections = sectionsOf(branch, direction).filter(({ from, to }) => to > from);
  const asks = (request: string | undefined): string =>
    request === undefined || direction === 'reply' ? '' : `, request ${request}`;
  if (sections.length === 0) return table(`${direction}${asks(onlyRequest(branch))}`, branch[direction]);
  return sections.flatMap((each) => {
    const asked = asks(requestLine(branch.legs ?? [], each.index));
    return table(`${direction}, ${connectionOf(each)}${asked}`, each.leg[direction]);
  });
}

function table(word: string, list: readonly Hop[]): readonly string[] {
  if (list.length === 0) return [];
  const rows = list.map((hop) => [hop.device, hop.kind, ways(hop), result(hop)]);
  const widths = rows[0]!.slice(0, -1).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return [word, ...rows.map((row) => `  ${line(row)}`.trimEnd())];
}

const outcome = ({ verdict, cause, client }: Branch): string =>
  `${verdict}${cause === undefined ? '' : ` (${cause})`}; client: ${client}`;

function route(branch: Branch, index: number, count: number): readonly string[] {
  const picked = branch.choices.map((choice) => `; ${pickedText(choice)} for ${choice.of}`).join('');
  const head = `route ${index + 1} of ${count}: probability ${branch.fraction}${picked}: ${outcome(branch)}`;
  return [
    ...(count === 1 ? [] : [head]),
    ...(branch.assumes ?? []).map((assumption) => `because: ${assumption}`),
    ...(branch.lookup ? [`name: ${lookupLine(branch.lookup)}`] : []),
    ...hops(branch, 'forward'),
    ...hops(branch, 'reply'),
  ];
}

/** A walk with one line for each machine: its kind, the interfaces, and the header that leaves or the verdict there. */
export function briefOf(trace: Trace): string {
  const { name, title, flow, verdict, routes, reasons } = trace;
  const to = flowEnd(flow);
  const [only, ...others] = routes;
  const said = only && others.length === 0 ? outcome(only) : verdict;
  return [
    `${name ?? title ?? trace.id}: from ${flow.from} to ${to} ${flow.protocol}: ${said}`,
    ...(reasons ?? []).map((reason) => `because: ${reason}`),
    ...routes.flatMap((branch, index) => route(branch, index, routes.length)),
    '',
  ].join('\n');
}
