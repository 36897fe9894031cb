import type { Branch, Hop, Packet, Trace } from '../../trace/trace.ts';
import { connectionOf, sectionsOf } from '../explain/legs.ts';
import { lookupLine } from '../explain/lookups.ts';
import { pickedText } from '../explain/picked.ts';
import { onlyRequest, requestLine } from '../explain/request.ts';

const end = (address: string, port: number | undefined): string =>
  port === undefined ? address : `${address}:${port}`;
const tuple = ({ src, sport, dst, dport, protocol, flags }: Packet): string =>
  `${end(src, sport)} → ${end(dst, dport)} ${protocol}${flags === undefined ? '' : ` ${flags}`}`;
/** Mermaid ends a text at a semicolon or a line end, and reads # as the start of an entity. */
const quoted = (text: string): string =>
  /[#;]|\s\s|[^\S ]/.test(text) ? text.replaceAll('#', '#35;').replaceAll(';', '#59;').replaceAll(/\s+/g, ' ') : text;

/**
 * A sequence diagram of the first packet and its answer, one for a walk: lanes are machines, arrows carry the packet, notes what
 * changed it. Several routes are alternatives of one diagram, each with its probability and what was picked.
 */
export function mermaidOf({ name, title, flow, routes }: Trace): string {
  const lanes = new Map<string, { readonly lane: string; readonly device: string }>();
  for (const { id, device } of routes.flatMap(({ forward, reply }) => [...forward, ...reply]))
    if (!lanes.has(id)) lanes.set(id, { lane: `d${lanes.size}`, device });
  const laneOf = (hop: Hop): string => lanes.get(hop.id)!.lane;
  const several = routes.length > 1;
  const lines = [
    'sequenceDiagram',
    `  title ${quoted(name ?? title ?? `${flow.from} to ${flow.to}`)}`,
    ...[...lanes.values()].map((each) => `  participant ${each.lane} as ${quoted(each.device)}`),
    ...routes.flatMap((branch, index) => [
      ...(several ? [`  ${index === 0 ? 'alt' : 'else'} ${quoted(routeLine(branch, index, routes.length))}`] : []),
      ...linesOf(branch, laneOf).map((line) => `${several ? '  ' : ''}${line}`),
    ]),
    ...(several ? ['  end'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** `route 1 of 3, probability 1/3, pod71 for app1`. */
function routeLine({ fraction, choices }: Branch, index: number, count: number): string {
  const picked = choices.map((choice) => `, ${pickedText(choice)} for ${choice.of}`).join('');
  return `route ${index + 1} of ${count}, probability ${fraction}${picked}`;
}

function linesOf(branch: Branch, lane: (hop: Hop) => string): readonly string[] {
  const lines: string[] = [];
  const draw = (direction: 'forward' | 'reply', arrow: string): void => {
    const hops = branch[direction];
    const starts = new Map(
      sectionsOf(branch, direction).flatMap((each) => (each.to > each.from ? [[each.from, each] as const] : [])),
    );
    const asks = direction === 'forward' ? onlyRequest(branch) : undefined;
    if (asks !== undefined && hops[0]) lines.push(`  Note over ${lane(hops[0])}: ${quoted(`request ${asks}`)}`);
    hops.forEach((hop, at) => {
      const start = starts.get(at);
      if (start) {
        const request = direction === 'forward' ? requestLine(branch.legs ?? [], start.index) : undefined;
        const asks = request === undefined ? '' : `, request ${request}`;
        lines.push(`  Note over ${lane(hop)}: ${quoted(`${direction}, ${connectionOf(start)}${asks}`)}`);
      }
      for (const step of hop.steps) {
        if (step.kind === 'nat' || step.kind === 'set' || step.kind === 'resolve' || step.kind === 'drop')
          lines.push(`  Note over ${lane(hop)}: ${quoted(`${step.stage}: ${step.entry}`)}`);
      }
      const sent = hop.steps.findLast(({ kind }) => kind === 'send')?.after;
      const next = hops[at + 1];
      if (sent && next) lines.push(`  ${lane(hop)}${arrow}${lane(next)}: ${quoted(tuple(sent))}`);
    });
  };
  const [asker] = branch.forward;
  if (branch.lookup && asker) lines.push(`  Note over ${lane(asker)}: ${quoted(`name ${lookupLine(branch.lookup)}`)}`);
  draw('forward', '->>');
  draw('reply', '-->>');
  const last = branch.forward[0];
  if (last) lines.push(`  Note over ${lane(last)}: ${quoted(`${branch.verdict}, the client sees: ${branch.client}`)}`);
  return lines;
}
