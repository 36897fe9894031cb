import type { Branch, Hop } from '@netk/engine';
import { type Anchor, anyOf, type Geometry, outOf } from '../geometry.ts';

/** A place that a packet passes, and the hop that brings it there. */
export interface Stop {
  readonly at: string;
  readonly hop: number;
}

/** Some hops of a direction; `relay`: the hop at which a relay opens the connection, or has its answer. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly relay?: number | undefined;
}

/** The places that a packet passes, in the order of its hops, or of some of them. Devices that the drawing does not show are left out. */
export function stopsOf(
  geometry: Geometry,
  branch: Pick<Branch, 'forward' | 'reply'>,
  direction: 'forward' | 'reply',
  { from, to, relay }: Part = { from: 0, to: branch[direction].length },
): readonly Stop[] {
  const stops: Stop[] = [];
  const add = (id: string | undefined, hop: number): void => {
    const at = id === undefined ? undefined : shown(geometry, id);
    if (at !== undefined && stops.at(-1)?.at !== at) stops.push({ at, hop });
  };
  branch[direction].slice(from, to).forEach((hop, at) => {
    const index = from + at;
    if (hop.kind === 'router') {
      const ports = (['receive', 'send'] as const).map((kind) => gatewayOf(geometry, hop, kind));
      for (const id of ports.some((each) => each !== undefined) ? ports : [anyPort(geometry, hop)]) add(id, index);
    } else if (hop.kind === 'node') {
      for (const at of insideNode(geometry, hop)) add(at.id, at.leaves ? index + 1 : index);
    } else {
      const edges = edgesOf(geometry, hop);
      for (const id of edges.length > 0 ? edges : [deviceAnchor(geometry, hop, index === relay)]) add(id, index);
    }
  });
  return stops;
}

/** The anchor of the hop's device, for numbers and for following the packet; `opens`: as the relay that asks. */
export function anchorOfHop(geometry: Geometry, hop: Hop, opens = false): Anchor | undefined {
  const id =
    hop.kind === 'router'
      ? (lower(geometry, gatewayOf(geometry, hop, 'receive'), gatewayOf(geometry, hop, 'send')) ??
        anyPort(geometry, hop))
      : hop.kind === 'node'
        ? shown(geometry, `kern:${hop.id}`)
        : shown(geometry, edgesOf(geometry, hop)[0] ?? deviceAnchor(geometry, hop, opens) ?? '');
  return id === undefined ? undefined : geometry.anchors.get(id);
}

/** The anchor for an id, or for the folded box that holds it. */
export function shown(geometry: Geometry, id: string): string | undefined {
  if (geometry.anchors.has(id)) return id;
  const alias = geometry.aliases.get(id);
  return alias !== undefined && geometry.anchors.has(alias) ? alias : undefined;
}

/** What joins several networks stands at the edge of each: those of the networks that its packet comes from and goes to. */
function edgesOf(geometry: Geometry, hop: Hop): readonly string[] {
  const edges = geometry.boxes.filter(({ kind, element }) => kind === 'edge' && element === hop.id);
  if (edges.length < 2) return edges.map(({ id }) => id);
  const vpcs = new Map(geometry.boxes.filter(({ kind }) => kind === 'vpc').map(({ id, label }) => [id, label]));
  const received = hop.steps.find(({ kind }) => kind === 'receive')?.interface;
  const sent = hop.steps.findLast(({ kind }) => kind === 'send')?.interface;
  return [received, sent].flatMap((name) => {
    const fits = edges
      .map(({ id, parent = '' }) => ({ id, label: vpcs.get(parent) ?? '', parent }))
      .filter(({ label, parent }) => [label, parent].some((each) => name === each || name?.startsWith(`${each}-`)))
      .sort((a, b) => b.label.length - a.label.length);
    return fits[0]?.id ?? [];
  });
}

function deviceAnchor(geometry: Geometry, hop: Hop, opens: boolean): string | undefined {
  const own = opens ? [outOf(hop.id), hop.id] : [...atInterfaces(hop), hop.id];
  const stands = hop.kind === 'balancer' && hop.source !== undefined ? anyOf(hop.source) : hop.source;
  const known = [...own, stands].find((id) => id !== undefined && shown(geometry, id) !== undefined);
  // what the drawing does not know of the Internet is the Internet
  return known ?? (hop.kind === 'internet' ? 'internet' : undefined);
}

/** A pod stands at each of its interfaces: the one by which the packet comes, or else leaves. */
function atInterfaces({ id, kind, steps }: Hop): readonly string[] {
  if (kind !== 'pod') return [];
  const name = steps.find((step) => step.kind === 'receive' || step.kind === 'send')?.interface;
  return name === undefined ? [] : [`${id}#${name}`];
}

/** The `.1` of the subnet whose name the router's step carries. */
function gatewayOf(geometry: Geometry, hop: Hop, kind: 'receive' | 'send'): string | undefined {
  const steps = hop.steps.filter((step) => step.kind === kind && step.interface !== undefined);
  const name = (kind === 'send' ? steps.at(-1) : steps[0])?.interface;
  if (name === undefined) return undefined;
  const vpc = hop.id.replace(/#router$/, '');
  for (const each of [`gw:${vpc}/${name}`, `gw:${name}`]) {
    const id = shown(geometry, each);
    if (id !== undefined) return id;
  }
  const subnet = geometry.boxes.find((box) => box.kind === 'subnet' && box.label === name);
  return subnet && `gw:${subnet.id}`;
}

/** Where a router stands that a packet reaches by a line that is drawn nowhere, and does not leave: at one of its ports. */
function anyPort(geometry: Geometry, { id }: Hop): string | undefined {
  const vpc = id.replace(/#router$/, '');
  const port = geometry.boxes.find((box) => box.kind === 'gateway' && box.id.startsWith(`gw:${vpc}/`))?.id;
  if (port !== undefined) return port;
  // at a coarse level a subnet's card stands for it
  const card = geometry.boxes.find((box) => box.kind === 'subnet' && box.id.startsWith(`${vpc}/`));
  return card && shown(geometry, `gw:${card.id}`);
}

/** Of two gateways the one further down, so that numbers of the router stand where its ways part. */
function lower(geometry: Geometry, a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return geometry.anchors.get(a)!.y > geometry.anchors.get(b)!.y ? a : b;
}

interface Inside {
  readonly id: string;
  /** On the way to the next device. */
  readonly leaves?: true;
}

/** In by an interface or from a pod, along the kernel bar, out by an interface or to a pod. */
function insideNode(geometry: Geometry, hop: Hop): readonly Inside[] {
  const received = hop.steps.find((step) => step.kind === 'receive')?.interface;
  const sent = hop.steps.findLast((step) => step.kind === 'send')?.interface;
  const enis = geometry.boxes.filter((box) => box.kind === 'eni' && box.parent === hop.id);
  const eniOf = (name: string | undefined): string | undefined => enis.find((box) => box.label === name)?.id;
  const enters = eniOf(received);
  const leaves = eniOf(sent);
  const column = enters ?? leaves;
  return [
    ...(enters === undefined ? [] : [{ id: enters }]),
    { id: column === undefined ? `kern:${hop.id}` : `kern:${hop.id}/${column}` },
    ...(leaves === undefined ? [] : [{ id: leaves, leaves: true as const }]),
  ];
}
