import type { Branch, Hop, Packet, Trace } from '@netk/engine';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
const end = (address: string, port: number | undefined): string =>
  port === undefined ? address : `${address}:${port}`;
const tuple = (packet: Packet | undefined): string =>
  packet ? `\`${end(packet.src, packet.sport)} > ${end(packet.dst, packet.dport)} ttl ${packet.ttl}\`` : '';

/** A walk as a page: a heading, the verdict, and a table per branch and direction. */
export function markdownOf(trace: Trace): string {
  const { name, title, flow, verdict, routes, reasons } = trace;
  const head = [name, title].filter((part) => part !== undefined).join(': ') || `${flow.from} to ${flow.to}`;
  const to = flow.port === undefined ? flow.to : `${flow.to}:${flow.port}`;
  return [
    `## ${cell(head)}`,
    `From ${flow.from} to ${to}, ${flow.protocol}: **${verdict}**.`,
    ...(reasons ?? []).map((reason) => `* ${reason}`),
    ...routes.flatMap((branch, index) => branchOf(branch, index, routes.length)),
    '',
  ].join('\n\n');
}

function branchOf(branch: Branch, index: number, count: number): readonly string[] {
  const picked = branch.choices.map(({ picked: what, of }) => `${what} for ${of}`).join(', ');
  const cause = branch.cause === undefined ? '' : ` (${branch.cause})`;
  return [
    `### Route ${index + 1} of ${count}: probability ${branch.fraction}${picked === '' ? '' : `, ${picked}`}`,
    `${branch.verdict}${cause}; the client sees: ${branch.client}.`,
    ...(branch.forward.length > 0 ? ['Forward:', tableOf(branch.forward)] : []),
    ...(branch.reply.length > 0 ? ['Reply:', tableOf(branch.reply)] : []),
  ];
}

const tableOf = (hops: readonly Hop[]): string =>
  [
    '| # | device | stage | decision | packet after |',
    '|---|---|---|---|---|',
    ...hops.flatMap(({ device, steps }, hop) =>
      steps.map(
        ({ stage, entry, after }) =>
          `| ${hop + 1} | ${cell(device)} | ${cell(stage)} | \`${cell(entry)}\` | ${tuple(after)} |`,
      ),
    ),
  ].join('\n');
