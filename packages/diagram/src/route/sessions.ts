import type { Scene, SceneNode } from '@netk/engine';
import type { Geometry } from '../geometry.ts';
import { type Route, routes } from './routes.ts';
import { shown } from './stops.ts';

/** A session of BGP: who speaks to whom, and the line between them. */
export interface Session {
  readonly ends: readonly [string, string];
  readonly points: Route['points'];
}

/** As many sessions are drawn without being asked for; of more only those of one node. */
const few = 10;

/**
 * The sessions of BGP that are drawn: those of the node that is looked at; without one all of them, where they are few
 * and no way of a packet is drawn (`busy`). Two speakers in one folded box have none.
 */
export function sessionsOf(
  geometry: Geometry,
  scene: Scene,
  { about, busy = false }: { readonly about?: string | undefined; readonly busy?: boolean } = {},
): readonly Session[] {
  const speakers = scene.vpcs.flatMap(({ subnets }) => subnets.flatMap(({ nodes }) => nodes.filter(({ bgp }) => bgp)));
  const asked = speakers.find(({ id }) => id === about);
  const pairs = asked ? pairsOf([asked], speakers) : busy ? [] : fewPairs(speakers);
  const drawn = pairs.flatMap(({ from, to }) => {
    const [a, b] = [placeOf(geometry, from), placeOf(geometry, to)];
    return a === undefined || b === undefined || a === b ? [] : [{ ends: [from, to] as const, at: [a, b] }];
  });
  const ways = drawn.map(({ at }) => ({
    direction: 'forward' as const,
    stops: at.map((each) => ({ at: each, hop: 0 })),
  }));
  return routes(geometry, ways).map(({ points }, at) => ({ ends: drawn[at]!.ends, points }));
}

interface Pair {
  readonly from: string;
  readonly to: string;
}

function fewPairs(speakers: readonly SceneNode[]): readonly Pair[] {
  // a mesh of more nodes has more sessions; they are not even listed
  if (speakers.length > few) return [];
  const all = pairsOf(speakers, speakers);
  return all.length > few ? [] : all;
}

/** With whom some of the speakers have a session, each session once. */
function pairsOf(some: readonly SceneNode[], speakers: readonly SceneNode[]): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  const add = (a: string, b: string): void => {
    const [from, to] = a < b ? [a, b] : [b, a];
    if (a !== b) pairs.set(`${from}\n${to}`, { from, to });
  };
  for (const { id, bgp } of some) {
    for (const peer of bgp!.peers) add(id, peer);
    for (const other of speakers)
      if ((bgp!.mesh !== undefined && other.bgp!.mesh === bgp!.mesh) || other.bgp!.peers.includes(id))
        add(id, other.id);
  }
  return [...pairs.values()];
}

/** A node's kernel, a host, or the router in a subnet. */
const placeOf = (geometry: Geometry, id: string): string | undefined =>
  [`kern:${id}`, id, `gw:${id}`].map((each) => shown(geometry, each)).find((each) => each !== undefined);
