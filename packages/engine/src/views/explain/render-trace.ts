import { addressEnd, flowEnd, hopsLeft } from '../../trace/flow-end.ts';
import type { Branch, Leg, Packet, Step, Trace } from '../../trace/trace.ts';
import { connectionOf, type Section, sectionsOf } from './legs.ts';
import { askedLine, askedNames, lookupLine } from './lookups.ts';
import { pickedText } from './picked.ts';
import { decisionText } from './policy.ts';
import { onlyRequest, requestLine } from './request.ts';
import type { Direction } from './timeline.ts';

/** How much of a trace is written: all entries that were tried, or only what decided. */
export interface RenderOptions {
  readonly tried?: boolean;
}

/** A trace as lines for people: one line per step, the header below it where it changed or crosses a link. */
export function renderTrace(trace: Trace, options: RenderOptions = {}): string {
  const { flow } = trace;
  const name = [trace.name, trace.title === undefined ? undefined : `"${trace.title}"`]
    .filter((each) => each !== undefined)
    .join(' ');
  const lines = [
    `walk ${name === '' ? '' : `${name} `}from ${flow.from} to ${flowEnd(flow)} ${flow.protocol}`,
    `verdict: ${trace.verdict}`,
  ];
  for (const reason of trace.reasons ?? []) lines.push(`because: ${reason}`);
  trace.routes.forEach((route, i) => {
    lines.push('', ...renderBranch(route, i + 1, trace.routes.length, options));
  });
  for (const other of trace.others ?? [])
    lines.push('', `not chosen: probability ${other.fraction}${choices(other)}: ${other.verdict}`);
  return `${lines.join('\n')}\n`;
}

function renderBranch(branch: Branch, number: number, of: number, options: RenderOptions): string[] {
  const head = `route ${number} of ${of}: probability ${branch.fraction}${choices(branch)}`;
  const cause =
    branch.cause === undefined ? '' : ` (${branch.cause}${branch.died ? `, ${branch.died.direction}` : ''})`;
  const to = branch.to === undefined ? '' : ` to ${branch.to}`;
  const lines = [head, `${branch.verdict}${to}${cause}; client: ${branch.client}`];
  const isOpen = branch.verdict === 'undetermined' || (branch.client === 'unknown' && branch.to === undefined);
  const since = isOpen ? 'because' : 'assuming';
  for (const assumption of branch.assumes ?? []) lines.push(`${since}: ${assumption}`);
  const [first, ...next] = branch.blockers ?? [];
  if (first?.fix !== undefined) lines.push(`to change: ${first.fix}`);
  for (const { direction, device, stage, entry, cause, client, fix } of next) {
    lines.push(`would stop next: ${direction} at ${device}, ${stage}: ${entry} (${cause}); client: ${client}`);
    if (fix !== undefined) lines.push(`  to change: ${fix}`);
  }
  if (branch.lookup) {
    lines.push('', 'name', lookupLine(branch.lookup));
    for (const { leg, depth } of askedNames(branch)) lines.push(`${'  '.repeat(depth + 1)}${askedLine(leg)}`);
  }
  const request = onlyRequest(branch);
  if (branch.forward.length > 0) lines.push('', 'forward');
  if (request !== undefined) lines.push(`request ${request}`);
  lines.push(...hops(branch, 'forward', options));
  if (branch.reply.length > 0) lines.push('', 'reply', ...hops(branch, 'reply', options));
  return lines;
}

const choices = ({ choices }: Branch): string =>
  choices
    .map(
      (choice) =>
        `; ${choice.kind} of ${choice.of} at ${choice.at}: ${pickedText(choice)}${choice.pinned ? ' (pinned)' : ''}`,
    )
    .join('');

function hops(branch: Branch, direction: Direction, options: RenderOptions): string[] {
  const starts = new Map(
    sectionsOf(branch, direction).flatMap((section) =>
      section.to > section.from ? [[section.from, headOf(section, branch.legs ?? [])] as const] : [],
    ),
  );
  return branch[direction].flatMap((hop, i) => [
    ...(starts.get(i) ?? []),
    `${i + 1} ${hop.device} (${hop.kind})`,
    ...hop.steps.flatMap((step) => renderStep(step, options)),
  ]);
}

/** Where a connection begins with what is asked in it, or the answers in it. */
function headOf(section: Section, legs: readonly Leg[]): readonly string[] {
  const { leg, direction, from, index } = section;
  const isQuestion = leg.kind === 'lookup';
  const request = direction === 'forward' && !isQuestion ? requestLine(legs, index) : undefined;
  const sees = direction === 'reply' ? `; ${leg.flow.from} sees: ${leg.client}` : '';
  return [
    ...(from === 0 ? [] : ['']),
    `${connectionOf(section)}${sees}`,
    ...(request === undefined ? [] : [`request ${request}`]),
  ];
}

const column = 20;

function renderStep(step: Step, options: RenderOptions): string[] {
  const marks = [step.cause, step.default ? 'default' : undefined, step.random ? 'random' : undefined].filter(
    (each) => each !== undefined,
  );
  const lines = [
    `  ${step.stage.padEnd(column)} ${step.kind === 'drop' ? '✕ ' : ''}${step.entry}${marks.length > 0 ? `  [${marks.join(', ')}]` : ''}`,
  ];
  const indent = ' '.repeat(column + 3);
  // rules of iptables name no policy
  if (step.policy && step.entry.startsWith('-A ')) lines.push(`${indent}${decisionText(step.policy)}`);
  if (options.tried) for (const each of step.tried ?? []) lines.push(`${indent}· ${each.entry}: ${each.why}`);
  if (step.after) lines.push(`${indent}${renderPacket(step.after)}`);
  if (step.conntrack !== undefined && step.kind === 'nat') lines.push(`${indent}${step.conntrack}`);
  return lines;
}

/** One header on one line: `sMAC>dMAC source > destination protocol flags ttl mark`. */
export function renderPacket(packet: Packet): string {
  const words = [
    ...(packet.smac !== undefined && packet.dmac !== undefined ? [`${packet.smac}>${packet.dmac}`] : []),
    `${addressEnd(packet.src, packet.sport)}>${addressEnd(packet.dst, packet.dport)}`,
    packet.protocol,
    ...(packet.flags === undefined ? [] : [packet.flags]),
    hopsLeft(packet),
    ...(packet.mark === undefined ? [] : [`mark ${packet.mark}`]),
    ...(packet.connmark === undefined ? [] : [`connmark ${packet.connmark}`]),
    ...(packet.ctstate === undefined ? [] : [packet.ctstate]),
    ...(packet.inner === undefined ? [] : [`[${renderPacket(packet.inner)}]`]),
  ];
  return words.join(' ');
}
