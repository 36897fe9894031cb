import { addressEnd, flowEnd, hopsLeft } from '../../trace/flow-end.ts';
import type { Branch, Hop, Packet, Trace } from '../../trace/trace.ts';
import { connectionOf, sectionsOf } from '../explain/legs.ts';
import { askedLine, askedNames, lookupLine } from '../explain/lookups.ts';
import { pickedText } from '../explain/picked.ts';
import { onlyRequest, requestLine } from '../explain/request.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
const tuple = (packet: Packet | undefined): string =>
  packet
    ? `\`${addressEnd(packet.src, packet.sport)} > ${addressEnd(packet.dst, packet.dport)} ${hopsLeft(packet)}\``
    : '';

/** A walk as a page: a heading, the verdict, and a table per branch and direction. */
export function markdownOf(trace: Trace): string {
  const { name, title, flow, verdict, routes, reasons } = trace;
  const head = [name, title].filter((part) => part !== undefined).join(': ') || `${flow.from} to ${flow.to}`;
  const to = flowEnd(flow);
  return [
    `## ${cell(head)}`,
    `From ${flow.from} to ${to}, ${flow.protocol}: **${verdict}**.`,
    ...(reasons ?? []).map((reason) => `* ${reason}`),
    ...routes.flatMap((branch, index) => branchOf(branch, index, routes.length)),
    '',
  ].join('\n\n');
}

function branchOf(branch: Branch, index: number, count: number): readonly string[] {
  const picked = branch.choices.map((choice) => `${pickedText(choice)} for ${choice.of}`).join(', ');
  const cause = branch.cause === undefined ? '' : ` (${branch.cause})`;
  return [
    `### Route ${index + 1} of ${count}: probability ${branch.fraction}${picked === '' ? '' : `, ${picked}`}`,
    `${branch.verdict}${cause}; the client sees: ${branch.client}.`,
    ...namesOf(branch),
    ...tablesOf(branch, 'forward'),
    ...tablesOf(branch, 'reply'),
  ];
}

/** What was asked about a name, of whom. */
function namesOf(branch: Branch): readonly string[] {
  if (!branch.lookup) return [];
  const asked = askedNames(branch).map(({ leg, depth }) => `${'  '.repeat(depth)}* ${cell(askedLine(leg))}`);
  return [`Name: ${cell(lookupLine(branch.lookup))}`, asked.join('\n')];
}

function tablesOf(branch: Branch, direction: 'forward' | 'reply'): readonly string[] {
  const word = direction === 'forward' ? 'Forward' : 'Reply';
  const sections = sectionsOf(branch, direction).filter(({ from, to }) => to > from);
  if (sections.length > 0)
    return sections.flatMap((each) => {
      const request = direction === 'forward' ? requestLine(branch.legs ?? [], each.index) : undefined;
      const asks = request === undefined ? '' : `, request \`${cell(request)}\``;
      return [`${word}, ${connectionOf(each)}${asks}:`, tableOf(each.leg[direction], each.from)];
    });
  const request = direction === 'forward' ? onlyRequest(branch) : undefined;
  const asks = request === undefined ? '' : `, request \`${cell(request)}\``;
  return branch[direction].length > 0 ? [`${word}${asks}:`, tableOf(branch[direction], 0)] : [];
}

/** `from`: the number of hops before the first. */
const tableOf = (hops: readonly Hop[], from: number): string =>
  [
    '| # | device | stage | decision | packet after |',
    '|---|---|---|---|---|',
    ...hops.flatMap(({ device, steps }, hop) =>
      steps.map(
        ({ stage, entry, after }) =>
          `| ${from + hop + 1} | ${cell(device)} | ${cell(stage)} | \`${cell(entry)}\` | ${tuple(after)} |`,
      ),
    ),
  ].join('\n');
