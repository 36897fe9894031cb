import { readFileSync } from 'node:fs';
import { createModel, sceneOf, type Trace } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { exampleModel, examples } from '../../engine/test/support/example.ts';
import {
  anchorOfHop,
  badgesOf,
  type Level,
  layout,
  pipesOf,
  routes,
  sessionsOf,
  stopsOf,
  waysOf,
} from '../src/index.ts';

const text = readFileSync(new URL('../../../examples/eks-talk.netk', import.meta.url), 'utf8');
const { topology } = await topologyOf(text);
const model = createModel(topology);
const scene = sceneOf(model.plan);
const geometry = layout(scene);
const traces = topology.walks.map((walk) => model.trace(walk.id));
const named = (name: string): Trace => traces.find((trace) => trace.name === name)!;
const directions = ['forward', 'reply'] as const;
const branches = traces.flatMap((trace) => [...trace.routes, ...(trace.others ?? [])]);
const places = (name: string, direction: 'forward' | 'reply'): string =>
  stopsOf(geometry, named(name).routes[0]!, direction)
    .map((stop) => stop.at)
    .join(' ');

describe('stops of the walks of the talk', () => {
  it('follow a NodePort to the other node and back', () => {
    expect(places('W23', 'forward')).toBe(
      'main/client gw:main/pub-1 gw:main/work-1 talk/nA#eni.0 kern:talk/nA/talk/nA#eni.0 talk/nA#eni.0 talk/nB#eni.0 kern:talk/nB/talk/nB#eni.0 talk/default/pod71',
    );
    expect(places('W23', 'reply').split(' ').reverse().join(' ')).toBe(places('W23', 'forward'));
  });
  it('stay inside the node between two of its pods', () => {
    expect(places('W18', 'forward')).not.toMatch(/gw:|eni\.\d /);
  });
  it('take the way through the router where the reply does', () => {
    expect(places('W20', 'forward')).not.toContain('gw:');
    expect(places('W20', 'reply')).toContain('gw:main/work-1');
  });
  it('go out by the internet gateway', () => {
    expect(places('W32', 'forward')).toMatch(/gw:main\/work-1 main\/igw.* internet\/server$/);
  });
  it('give every hop a place, at every level', () => {
    for (const level of ['pod', 'node', 'subnet', 'zone'] as const satisfies readonly Level[]) {
      const other = layout(scene, { level });
      for (const branch of branches) {
        for (const direction of directions) {
          for (const hop of branch[direction])
            expect(anchorOfHop(other, hop), `${hop.device} at ${level}`).toBeDefined();
        }
      }
    }
  });
});

describe('routes of the walks of the talk', () => {
  it('start at the first device and end at the last', () => {
    for (const branch of branches) {
      for (const direction of directions) {
        const stops = stopsOf(geometry, branch, direction);
        const [route] = routes(geometry, [{ direction, stops }]);
        if (stops.length < 2) continue;
        for (const [stop, point] of [
          [stops[0]!, route!.points[0]!],
          [stops.at(-1)!, route!.points.at(-1)!],
        ] as const) {
          const anchor = geometry.anchors.get(stop.at)!;
          expect(Math.abs(point.x - (anchor.stub ?? anchor.x))).toBeLessThan(20);
          expect(Math.abs(point.y - anchor.y)).toBeLessThan(20);
        }
      }
    }
  });
  it('have numbers that never cover each other', () => {
    for (const branch of branches) {
      const badges = badgesOf(geometry, branch);
      for (const [i, a] of badges.entries()) {
        for (const b of badges.slice(i + 1)) {
          expect(Math.abs(a.x - b.x) >= 20 || Math.abs(a.y - b.y) >= 16, `${a.text} over ${b.text}`).toBe(true);
        }
      }
    }
  });
});

describe('a walk through load balancers and systems', () => {
  it.each(examples)('has a place for every hop of %s, and a box for each node of a balancer', async (name) => {
    const example = await exampleModel(name);
    const picture = sceneOf(example.plan);
    for (const level of ['pod', 'subnet'] as const) {
      const drawing = layout(picture, { level });
      const boxes = new Set(drawing.boxes.map(({ id }) => id));
      for (const { id, givens } of example.topology.walks)
        for (const branch of example.trace(id).routes)
          for (const hop of directions.flatMap((direction) => branch[direction])) {
            expect(anchorOfHop(drawing, hop), `${hop.device} at ${level}`).toBeDefined();
            if (level === 'pod' && hop.kind === 'balancer' && givens.length === 0) expect(boxes).toContain(hop.id);
          }
    }
  });
  it('ends at the upper half of an application load balancer, and goes on from the lower one', async () => {
    const smallest = await exampleModel('smallest');
    const drawing = layout(sceneOf(smallest.plan));
    const [branch] = smallest.trace(smallest.topology.walks[0]!.id).routes;
    const ways = waysOf(drawing, branch!);
    const node = 'shop/default/web#ingress#node.public-a';
    expect(ways.map(({ ends, stops }) => [ends, stops[0]!.at, stops.at(-1)!.at])).toEqual([
      ['relay', '#client', node],
      [undefined, `${node}:out`, branch!.forward.at(-1)!.id],
      ['relay', branch!.forward.at(-1)!.id, `${node}:out`],
      [undefined, node, '#client'],
    ]);
  });
});

describe('a walk through a tunnel between two segments of an ordinary network', () => {
  it('has a place for every hop, and goes in and out of the router by its two ports', async () => {
    const file = await topologyOf(`vpc dc 10.0.0.0/16 on plain {
  subnet rack-1 10.0.1.0/24
  subnet rack-2 10.0.2.0/24
}
cluster metal on plain in dc {
  cni flannel
  node n1 10.0.1.11 in rack-1 { pod a }
  node n2 10.0.2.11 in rack-2 { pod b { port 80 } }
}
walk far from a to b:80
`);
    const plain = createModel(file.topology);
    const [branch] = plain.trace(file.topology.walks[0]!.id).routes;
    for (const level of ['pod', 'node', 'subnet', 'zone'] as const) {
      const drawing = layout(sceneOf(plain.plan), { level });
      for (const hop of directions.flatMap((direction) => branch![direction]))
        expect(anchorOfHop(drawing, hop), `${hop.device} at ${level}`).toBeDefined();
    }
    const drawing = layout(sceneOf(plain.plan));
    const ports = stopsOf(drawing, branch!, 'forward').map(({ at }) => at);
    expect(ports.filter((at) => at.startsWith('gw:'))).toEqual(['gw:dc/rack-1', 'gw:dc/rack-2']);
    expect(drawing.boxes.filter(({ kind }) => kind === 'bridge').map(({ label }) => label)).toEqual(['cni0', 'cni0']);
    expect(drawing.boxes.filter(({ kind }) => kind === 'tunnel').map(({ label }) => label)).toEqual([
      'flannel.1',
      'flannel.1',
    ]);
    const drawn = routes(drawing, waysOf(drawing, branch!));
    const pipes = pipesOf(branch!, drawn);
    expect(pipes.map(({ direction }) => direction)).toEqual(directions);
    const ends = [
      /^flannel\.1, vxlan: 10\.0\.1\.11:\d+ → 10\.0\.2\.11:8472$/,
      /^flannel\.1, vxlan: 10\.0\.2\.11:\d+ → 10\.0\.1\.11:8472$/,
    ];
    pipes.forEach(({ words, points }, at) => {
      expect(words).toMatch(ends[at]!);
      // on the way, and neither at its pods
      const way = drawn[at]!.points;
      expect(way.slice(1, -1)).toEqual(expect.arrayContaining([...points.slice(1, -1)]));
      expect(points.map(({ hop }) => hop)).not.toContain(branch![directions[at]!].length - 1);
    });
  });
  it('has a place for a router that is asked itself, from the Internet', async () => {
    const file = await topologyOf(`vpc dc 10.0.0.0/16 on plain {
  nat-gateway out eip 203.0.113.9
  subnet rack-1 10.0.1.0/24 { route 0.0.0.0/0 -> out }
}
cluster metal on plain in dc { node n1 10.0.1.11 in rack-1 }
internet { host server 198.51.100.7 { port 443 } }
walk knock from server to 203.0.113.9:80
`);
    const plain = createModel(file.topology);
    const [branch] = plain.trace(file.topology.walks[0]!.id).routes;
    const drawing = layout(sceneOf(plain.plan));
    for (const hop of directions.flatMap((direction) => branch![direction]))
      expect(anchorOfHop(drawing, hop), hop.device).toBeDefined();
    expect(stopsOf(drawing, branch!, 'forward').map(({ at }) => at)).toContain('gw:dc/rack-1');
  });
  it('says of each node with whom it speaks BGP', async () => {
    const file = await topologyOf(`vpc dc 10.0.0.0/16 on plain { subnet rack-1 10.0.1.0/24 }
cluster metal on plain in dc {
  cni calico { encapsulation None; bgp { peer 10.0.1.1 64513 } }
  node n1 10.0.1.11 in rack-1
}
`);
    const [node] = layout(sceneOf(createModel(file.topology).plan)).boxes.filter(({ kind }) => kind === 'node');
    expect(node!.note).toBe('BGP of AS 64512 with every node, 10.0.1.1 of AS 64513');
  });
  it('draws a session of BGP between every two nodes of a mesh and to each peer, and few of many', async () => {
    const cluster = (nodes: number) => `vpc dc 10.0.0.0/16 on plain { subnet rack-1 10.0.1.0/24 }
cluster metal on plain in dc {
  cni calico { encapsulation None; bgp { peer 10.0.1.1 64513 } }
${Array.from({ length: nodes }, (_, at) => `  node n${at + 1} 10.0.1.${at + 11} in rack-1`).join('\n')}
}
`;
    const drawn = async (nodes: number, options?: Parameters<typeof sessionsOf>[2]) => {
      const scene = sceneOf(createModel((await topologyOf(cluster(nodes))).topology).plan);
      return sessionsOf(layout(scene), scene, options);
    };
    const three = await drawn(3);
    expect(three.map(({ ends }) => ends.join(' '))).toEqual([
      'dc/rack-1 metal/n1',
      'metal/n1 metal/n2',
      'metal/n1 metal/n3',
      'dc/rack-1 metal/n2',
      'metal/n2 metal/n3',
      'dc/rack-1 metal/n3',
    ]);
    for (const { points } of three) expect(points.length).toBeGreaterThan(1);
    // a mesh of twelve has 66, and twelve more to the router
    expect(await drawn(12)).toEqual([]);
    expect(await drawn(12, { about: 'metal/n5' })).toHaveLength(12);
    expect(await drawn(3, { busy: true })).toEqual([]);
    expect(await drawn(3, { about: 'metal/n2', busy: true })).toHaveLength(3);
  });
  it('has no pipe where nothing is in a tunnel', async () => {
    const file = await topologyOf(`vpc dc 10.0.0.0/16 on plain { subnet rack-1 10.0.1.0/24 }
cluster metal on plain in dc {
  cni flannel { backend host-gw }
  node n1 10.0.1.11 in rack-1 { pod a }
  node n2 10.0.1.12 in rack-1 { pod b { port 80 } }
}
walk far from a to b:80
`);
    const plain = createModel(file.topology);
    const [branch] = plain.trace(file.topology.walks[0]!.id).routes;
    const drawing = layout(sceneOf(plain.plan));
    expect(pipesOf(branch!, routes(drawing, waysOf(drawing, branch!)))).toEqual([]);
  });
});
