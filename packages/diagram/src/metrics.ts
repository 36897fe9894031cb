/** All lengths of the drawing at scale 1, in pixels. */
export const metrics = {
  internetHeight: 32,
  internetGap: 20,
  /** With networks at home: their name, their machines, and the wire below these. */
  lanHeight: 62,
  lanGap: 18,
  vpcHead: 20,
  vpcPad: 10,
  vpcGap: 16,
  rail: 16,
  zoneHead: 18,
  riser: 26,
  innerRiser: 16,
  subnetHead: 18,
  subnetPad: 10,
  bus: 35,
  busAt: 13,
  rowGap: 22,
  laneGap: 8,
  podWidth: 66,
  podHeight: 31,
  podGap: 5,
  stem: 20,
  eniWidth: 84,
  eniHeight: 18,
  columnGap: 8,
  nodePad: 7,
  kernelTop: 15,
  kernelHeight: 33,
  /** The bridge of a node and its tunnel, between kernel and pods. */
  bridgeHeight: 20,
  hostWidth: 116,
  hostHeight: 31,
  nodeGap: 10,
  bandHeight: 22,
  /** Of a balancer that ends connections: one line for each of the two. */
  relayHeight: 44,
  relayWidth: 168,
  beadHeight: 22,
  /** Between the Internet and the VPCs, where systems stand on the wire. */
  beadGap: 48,
  bandGap: 5,
  shelfHeight: 30,
  shelfGap: 5,
  endpointWidth: 84,
  cellWidth: 72,
  cellHeight: 42,
  cellGap: 8,
  cardWidth: 150,
  cardHeight: 84,
  /** Between numbers of one device. */
  slot: 22,
} as const;

/** Widths come from a table, not from a renderer, so that every reader gets equal bytes. */
export const sansWidth = (text: string): number => characters(text) * 11 * 0.56;
export const monoWidth = (text: string): number => characters(text) * 10 * 0.602;

/** Up to the next step of 8, so that most edits keep the size. */
export const stepped = (width: number): number => Math.ceil(width / 8) * 8;
export const even = (length: number): number => Math.ceil(length / 2) * 2;

/** The text, or as much of its start as fits with an ellipsis. Never splits a surrogate pair. */
export function elide(text: string, width: number, each: (text: string) => number = sansWidth): string {
  const letters = [...text];
  const fit = Math.floor(width / each('x') + 0.001);
  return letters.length <= fit ? text : `${letters.slice(0, Math.max(1, fit - 1)).join('')}…`;
}

/** A surrogate pair is one; a list of them for each of thousands of labels was a twentieth of a layout. */
function characters(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at++) if (text.codePointAt(at)! > 0xff_ff) count -= 1;
  return count;
}
