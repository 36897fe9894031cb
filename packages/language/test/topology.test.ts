import { type ElementId, elementId } from '@netk/engine';
import { URI } from 'langium';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/project.ts';
import { toTopology } from '../src/topology/to-topology.ts';
import { example, examples, importedBy } from './examples.ts';
import { shared } from './services.ts';

/** Every `id` of a value, with those of its parts. What a `given` lies on is another record's. */
function idsOf(value: unknown, lies: ReadonlySet<string> = new Set()): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => idsOf(each, lies));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'id' ? (lies.has(String(part)) ? [] : [String(part)]) : idsOf(part, lies),
  );
}

describe.each([...examples.keys()])('%s', (name) => {
  test('gives every record an id of its own, with a place in the source', async () => {
    const { topology, origins } = await topologyOf(example(name), `memory:/${name}`, importedBy(example(name)));
    const { walks, ...rest } = topology;
    const elements = idsOf(rest);
    // what a `given` makes of a zone is the given itself
    const made = walks.flatMap(({ givens }) =>
      givens.flatMap(({ says }) => says.downZones?.map(({ id }) => String(id)) ?? []),
    );
    const ids = [...elements, ...new Set(made), ...idsOf(walks, new Set([...elements, ...made]))];
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(ids.filter((id) => !origins.has(elementId(id)))).toEqual([]);
    expect(topology.unresolved).toEqual([]);
  });
});

describe('ids', () => {
  test('are qualified names, and parts of them', async () => {
    const { origins } = await topologyOf(example('eks-talk.netk'));
    const known = [
      'main',
      'main/work-1',
      'main/work-1#cidr.0',
      'main/nat-1',
      'main/sg-node#ingress.1',
      'talk/nA',
      'talk/nA#eni.1',
      'talk/default/pod51',
      'talk/default/pod51#container.side',
      'talk/kube-system/coredns-a',
      'talk/default/app1#port.0',
      'internet/server',
      'walk.W22',
    ];
    expect(known.filter((id) => !origins.has(elementId(id)))).toEqual([]);
  });

  test('carry the kind when two kinds share a name', async () => {
    const { topology } = await topologyOf(example('smallest.netk'));
    const [cluster] = topology.clusters;
    expect(cluster?.workloads.map(({ id }) => id)).toEqual(['shop/default/web#deployment']);
    expect(cluster?.services.map(({ id }) => id)).toEqual(['shop/default/web#service']);
    expect(cluster?.ingresses.map(({ id }) => id)).toEqual(['shop/default/web#ingress']);
    expect(cluster?.ingresses[0]?.rules[0]?.backends[0]?.service).toBe('shop/default/web#service');
  });

  test('of generated nodes, pods and Services are the names that they get', async () => {
    const { topology, originOf } = await topologyOf(`
cluster c on eks {
  nodegroup web m5.large nodes 3
  deployment api replicas 2 on web-2 { port 80; expose 80 }
}
walk a from api-2 to api:80 { expect via web-3 }
`);
    const [walk] = topology.walks;
    expect(walk?.from).toMatchObject({ kind: 'element', of: 'c/default/api-2' });
    expect(walk?.to).toMatchObject({ kind: 'element', of: 'c/default/api#service' });
    expect(walk?.expects[0]?.args[0]).toMatchObject({ kind: 'element', of: 'c/web-3' });
    expect(topology.clusters[0]?.workloads[0]?.on).toEqual(['c/web-2']);
    expect(originOf('c/default/api-2' as ElementId)?.range.start.line).toBe(3);
    expect(originOf('c/web-3#eni.0' as ElementId)?.range.start.line).toBe(2);
  });

  test('stay the same when the statements of a block change places', async () => {
    const lines = ['subnet a 10.0.0.0/24 { route 0.0.0.0/0 -> g }', 'internet-gateway g', 'security-group s'];
    const wrapped = (order: readonly string[]) => `vpc v 10.0.0.0/16 {\n${order.join('\n')}\n}\n`;
    const one = await topologyOf(wrapped(lines));
    const two = await topologyOf(wrapped(lines.toReversed()));
    expect(two.topology).toEqual(one.topology);
  });
});

describe('a half-typed file', () => {
  const text = example('eks-talk.netk');
  test('gives a topology wherever it is cut', async () => {
    const { LangiumDocuments, LangiumDocumentFactory, DocumentBuilder } = shared.workspace;
    for (let cut = 0; cut < text.length; cut += 41) {
      const document = LangiumDocumentFactory.fromString(text.slice(0, cut), URI.parse(`memory:/cut-${cut}.netk`));
      LangiumDocuments.addDocument(document);
      await DocumentBuilder.build([document]);
      const { topology, origins } = toTopology(document, LangiumDocuments);
      expect(idsOf(topology).filter((id) => !origins.has(elementId(id)))).toEqual([]);
    }
  });
});
