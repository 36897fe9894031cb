import type { SceneEni, SceneNode } from '@netk/engine';
import type { Box } from '../geometry.ts';
import { metrics as m } from '../metrics.ts';
import { ordered } from './order.ts';
import { shortAddress } from './short-address.ts';
import { eniWidth, passedHeight, podColumns, type Sizes, tunnelWidth } from './sizes.ts';
import { addChannel, type Sketch } from './sketch.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly subnet: string;
  readonly bus: string;
  readonly cidr: string;
}

/** A folded node: one cell, which stands for everything in it. */
export function placeCell(sketch: Sketch, node: SceneNode, place: Place): void {
  const { x, y, w, bus, subnet } = place;
  const anchor = `cell:${node.id}`;
  const limit = node.max === undefined ? {} : { max: node.max };
  sketch.boxes.push({
    ...{ id: node.id, kind: 'cell', x, y, w, h: m.cellHeight, parent: subnet, element: node.id },
    ...{ label: node.label, sub: node.machine, used: node.used, ...limit },
  });
  const at = x + 12;
  const from = sketch.channels.get(bus)!.at;
  addChannel(sketch, { id: `column:${node.id}`, along: 'v', at, from, to: y, parent: bus, kind: 'stem' });
  sketch.anchors.set(anchor, { channel: `column:${node.id}`, p: y, x: at, y, badge: { x: x + w - 4, y } });
  for (const id of [node.id, `kern:${node.id}`]) sketch.aliases.set(id, anchor);
  for (const eni of node.enis) {
    for (const id of [eni.id, `kern:${node.id}/${eni.id}`, ...eni.pods.map((pod) => pod.id)]) {
      sketch.aliases.set(id, anchor);
    }
  }
}

/** An open node: kernel bar, one column per interface, pods below their interface. */
export function placeNode(sketch: Sketch, node: SceneNode, place: Place, sizes: Sizes): void {
  const { x, y, w, h, bus, subnet } = place;
  const capacity = { used: node.used, ...(node.max === undefined ? {} : { max: node.max }) };
  const common = { label: node.label, sub: node.machine, element: node.id, ...capacity };
  const passed = [
    ...(node.bridge === undefined ? [] : [`bridge ${node.bridge}`]),
    ...(node.tunnel === undefined ? [] : [`tunnel ${node.tunnel}`]),
    ...(node.bgp === undefined ? [] : [node.bgp.words]),
  ];
  const note = passed.length === 0 ? {} : { note: passed.join(', ') };
  sketch.boxes.push({ id: node.id, kind: 'node', x, y, w, h, parent: subnet, ...common, ...note });
  const kernel = { x: x + 4, y: y + m.kernelTop, w: w - 8, h: m.kernelHeight };
  sketch.boxes.push({ id: `kern:${node.id}`, kind: 'kernel', ...kernel, parent: node.id, ...common });
  placePassed(sketch, node, { x, y: kernel.y + m.kernelHeight + 4, w });
  const top = y + passedHeight(node);
  const bar = kernel.y + m.kernelHeight - 10;
  const barId = `kernel:${node.id}`;
  let left = x + m.nodePad;
  const first = left + m.stem / 2 - 1;
  ordered(node.enis).forEach((eni, place_) => {
    const at = left + m.stem / 2 - 1;
    const column = `column:${eni.id}`;
    const rows = Math.ceil(eni.pods.length / podColumns(eni));
    const to = rows > 0 ? podY(top, rows - 1) + m.podHeight / 2 : bar;
    addChannel(sketch, {
      id: column,
      along: 'v',
      at,
      from: sketch.channels.get(bus)!.at,
      to,
      parent: bus,
      kind: 'stem',
    });
    sketch.boxes.push({
      ...{
        id: eni.id,
        kind: 'eni',
        x: left - 3,
        y: y - m.eniHeight / 2,
        w: sizes.eni,
        h: m.eniHeight,
        parent: node.id,
      },
      ...{ label: eni.label, sub: shortAddress(eni.address, place.cidr), element: eni.id },
    });
    if (place_ === 0) {
      addChannel(sketch, {
        id: barId,
        along: 'h',
        at: bar,
        from: x + 4,
        to: x + w - 4,
        parent: column,
        kind: 'kernel',
      });
      const badge = { x: first + 25, y: bar };
      sketch.anchors.set(`kern:${node.id}`, { channel: column, p: bar, x: at, y: bar, node: node.id, badge });
    }
    sketch.anchors.set(eni.id, { channel: column, p: y, x: at, y, node: node.id });
    sketch.anchors.set(`kern:${node.id}/${eni.id}`, { channel: column, p: bar, x: at, y: bar, node: node.id });
    placePods(sketch, { node: node.id, eni, left, top, column, barId, bar, cidr: place.cidr }, sizes);
    left += eniWidth(eni, sizes) + m.columnGap;
  });
}

/** The bridge that all pods of the node are on, and at its right the tunnel: under the kernel, which sends into both. */
function placePassed(sketch: Sketch, node: SceneNode, { x, y, w }: Pick<Place, 'x' | 'y' | 'w'>): void {
  const { id, bridge, tunnel } = node;
  const chip = tunnel === undefined ? 0 : tunnelWidth(tunnel);
  const common = { y, h: m.bridgeHeight, parent: id, sub: '' };
  if (bridge !== undefined) {
    const room = w - 8 - (chip === 0 ? 0 : chip + 4);
    sketch.boxes.push({ ...common, id: `bridge:${id}`, kind: 'bridge', x: x + 4, w: room, label: bridge });
  }
  if (tunnel !== undefined)
    sketch.boxes.push({ ...common, id: `tunnel:${id}`, kind: 'tunnel', x: x + w - 4 - chip, w: chip, label: tunnel });
}

interface Column {
  readonly node: string;
  readonly eni: SceneEni;
  readonly left: number;
  readonly top: number;
  readonly column: string;
  readonly barId: string;
  readonly bar: number;
  readonly cidr: string;
}

/** Pods stand below their interface; further columns hang on the kernel bar by a stem of their own. */
function placePods(sketch: Sketch, place: Column, sizes: Sizes): void {
  const { node, eni, top } = place;
  const columns = podColumns(eni);
  const rows = Math.ceil(eni.pods.length / columns);
  ordered(eni.pods).forEach((pod, index) => {
    const across = Math.floor(index / rows);
    const x = place.left + across * (m.stem + sizes.pod + m.columnGap);
    const y = podY(top, index % rows);
    const at = x + m.stem / 2 - 1;
    let channel = place.column;
    if (across > 0) {
      channel = `${place.column}.${across}`;
      const to = podY(top, Math.min(rows, eni.pods.length - across * rows) - 1) + m.podHeight / 2;
      if (!sketch.channels.has(channel)) {
        addChannel(sketch, { id: channel, along: 'v', at, from: place.bar, to, parent: place.barId, kind: 'stem' });
      }
    }
    const middle = y + m.podHeight / 2;
    const left = x + m.stem;
    const sub = shortAddress(pod.address, place.cidr);
    // written out, for there are thousands: spread objects cost as much as all else here
    const box: Box = {
      id: pod.id,
      kind: 'pod',
      x: left,
      y,
      w: sizes.pod,
      h: m.podHeight,
      parent: node,
      element: pod.of ?? pod.id,
      label: pod.label,
      sub,
    };
    sketch.boxes.push(pod.guarded === undefined ? box : { ...box, note: pod.guarded });
    const badge = { x: left + sizes.pod - 19, y: y + m.podHeight + 4 };
    sketch.anchors.set(pod.id, { channel, p: middle, x: at, y: middle, stub: left, node, badge });
  });
}

const podY = (nodeTop: number, row: number): number =>
  nodeTop + m.kernelTop + m.kernelHeight + 6 + row * (m.podHeight + m.podGap);
