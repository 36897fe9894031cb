import { Graphviz } from '@hpcc-js/wasm-graphviz';
import Elk, { type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { Nest, Nested } from './nested.ts';

/** Another program that lays out nested boxes, ready to be timed: what it takes is made of the graph before. */
export type Peer = (graph: Nested) => Promise<() => unknown>;

const quoted = (text: string): string => JSON.stringify(text);

/** Graphviz has points, of which an inch has 72, where netk has pixels; sizes are in inches. */
const inches = (pixels: number): string => (pixels / 72).toFixed(4);

function dotOf({ id, label, inside, w, h }: Nest): string {
  if (inside.length === 0) return `${quoted(id)} [label=${quoted(label)}, width=${inches(w)}, height=${inches(h)}]\n`;
  return `subgraph ${quoted(`cluster ${id}`)} {\nlabel=${quoted(label)}\n${inside.map(dotOf).join('')}}\n`;
}

/** The graph in Graphviz' language: groups are clusters, wires have no arrow heads. */
export const dotText = ({ boxes, wires }: Nested): string =>
  `digraph {\nnode [shape=box, fixedsize=true, fontsize=11]\nedge [dir=none]\n${boxes.map(dotOf).join('')}${wires
    .map(([from, to]) => `${quoted(from)} -> ${quoted(to)}\n`)
    .join('')}}\n`;

const elkOf = ({ id, label, inside, w, h }: Nest): ElkNode => ({
  id,
  labels: [{ text: label, width: w, height: 11 }],
  ...(inside.length === 0 ? { width: w, height: h } : { children: inside.map(elkOf) }),
});

/** The graph as ELK takes it, for its layered layout of all levels at once. */
export const elkGraph = ({ boxes, wires }: Nested): ElkNode => ({
  id: 'root',
  layoutOptions: { 'elk.algorithm': 'layered', 'elk.hierarchyHandling': 'INCLUDE_CHILDREN', 'elk.direction': 'DOWN' },
  children: boxes.map(elkOf),
  edges: wires.map(([from, to], at) => ({ id: `wire ${at}`, sources: [from], targets: [to] })),
});

/** Every peer, by the name that the table has for it. */
export const peers = {
  'Graphviz-WASM': async (graph) => {
    const graphviz = await Graphviz.load();
    const text = dotText(graph);
    // positions alone: no picture is written
    return () => graphviz.layout(text, 'plain', 'dot');
  },
  elkjs: async (graph) => {
    // the bundled build lays out where it is called, not in a worker of its own
    const elk = new Elk();
    const text = JSON.stringify(elkGraph(graph));
    // ELK writes its answer into what it is given
    return () => elk.layout(JSON.parse(text));
  },
} satisfies Record<string, Peer>;

export type PeerName = keyof typeof peers;
