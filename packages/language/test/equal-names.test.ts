import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../src/project.ts';
import { reservedWords } from '../src/syntax/reserved-words.ts';
import { statementWords } from '../src/words/statements.ts';
import { answersOf } from './sound/answers.ts';

/** A file in which elements of all kinds have names of a list; `name` says which one each gets. */
function file(name: (kind: string) => string): string {
  const n = (kind: string): string => {
    const text = name(kind);
    return /^[A-Za-z][\w-]*$/.test(text) && !reservedWords.has(text) ? text : `"${text}"`;
  };
  return `
vpc ${n('vpc')} 10.0.0.0/16 on aws {
  internet-gateway ${n('gateway')}
  route-table ${n('route-table')} { route 0.0.0.0/0 -> ${n('gateway')} }
  subnet ${n('subnet')} 10.0.1.0/24 zone a { route-table ${n('route-table')}; network-acl ${n('network-acl')} }
  network-acl ${n('network-acl')} { ingress 100 allow all from 0.0.0.0/0; egress 100 allow all to 0.0.0.0/0 }
  security-group ${n('security-group')} { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
  vpc-endpoint ${n('vpc-endpoint')} gateway { service com.amazonaws.us-east-1.s3 }
  host ${n('host')} 10.0.1.200 in ${n('subnet')} { security-groups ${n('security-group')} }
}
cluster ${n('cluster')} on eks in ${n('vpc')} {
  node ${n('node')} m5.large in ${n('subnet')} { eni 0 10.0.1.10; security-groups ${n('security-group')} }
  nodegroup ${n('nodegroup')} m5.large nodes 3 in ${n('subnet')} { security-groups ${n('security-group')} }
  eniconfig ${n('eniconfig')} { subnet ${n('subnet')} }
  namespace ${n('namespace')} {
    pod ${n('pod')} 10.0.1.20 on ${n('node')} { port 80 }
    deployment ${n('deployment')} replicas 3 on ${n('node')} { port 80; expose 80 }
    statefulset ${n('statefulset')} replicas 2 on ${n('nodegroup')} { port 80 }
    service ${n('service')} { port 80 }
    ingress ${n('ingress')} on alb { default-backend ${n('service')}:80 }
    networkpolicy ${n('networkpolicy')} { podSelector nobody=here }
  }
}
internet {
  as ${n('as')} 64500 { announce 198.51.100.0/24 }
  lan ${n('lan')} 192.168.0.0/24 { router ${n('router')} 192.168.0.1; client ${n('client')} 192.168.0.9 }
  resolver ${n('resolver')} 198.51.100.53 in ${n('as')}
  host ${n('server')} 198.51.100.9 in ${n('as')} { port 80 }
}
transit-gateway ${n('transit-gateway')} { attachment ${n('vpc')} }
`;
}

/** Ids of everything that a topology and its plan list. */
async function idsOf(text: string): Promise<{ readonly ids: readonly string[]; readonly errors: readonly string[] }> {
  const { topology, model, diagnostics } = await topologyOf(text);
  const { plan } = model;
  const written = [
    ...topology.vpcs.flatMap((vpc) => [
      ...[vpc, ...vpc.subnets, ...vpc.routeTables, ...vpc.gateways, ...vpc.securityGroups, ...vpc.networkAcls],
      ...[...vpc.endpoints, ...vpc.hosts],
    ]),
    ...topology.clusters.flatMap((cluster) => [
      ...[cluster, ...cluster.nodeGroups, ...cluster.namespaces, ...cluster.eniConfigs, ...cluster.workloads],
      ...[...cluster.ingresses, ...cluster.networkPolicies],
    ]),
    ...[topology.internet, ...(topology.internet?.systems ?? []), ...(topology.internet?.lans ?? [])],
    ...[topology.internet?.routers, topology.internet?.clients, topology.internet?.hosts].flatMap((all) => all ?? []),
    ...(topology.internet?.resolvers ?? []),
    ...topology.transitGateways,
    ...topology.walks,
  ];
  const made = [...plan.nodes, ...plan.pods, ...plan.services.filter(({ builtin }) => !builtin)];
  const errors = diagnostics
    .filter(({ code }) => code === 'NK004' || code === 'NK005')
    .map(({ message }) => `${message}`);
  return { ids: [...written, ...made].flatMap((element) => (element ? [element.id] : [])), errors };
}

const someNames = fc.constantFrom(
  'a',
  'a-1',
  'a-2',
  'main',
  'local',
  'edge',
  'internet',
  'walk',
  'file',
  'a/b',
  'a#vpc',
  'in',
  'a~2',
);
const keywords = fc.constantFrom(...new Set(statementWords.map(({ word }) => word)));

describe('the ids of a topology', () => {
  test('are different whatever names are equal across kinds', async () => {
    const run = async (pool: readonly string[], picks: readonly number[]): Promise<void> => {
      let at = 0;
      const of = new Map<string, string>();
      const text = file((kind) => {
        if (!of.has(kind)) of.set(kind, pool[picks[at++ % picks.length]! % pool.length]!);
        return of.get(kind)!;
      });
      const { ids } = await idsOf(`${text}walk a from internet to 10.0.1.20:80\n`);
      expect(ids.filter((id, nth) => ids.indexOf(id) !== nth)).toEqual([]);
      // everything that the file declares and generates is there
      expect(ids.length).toBe(37);
    };
    const pool = fc.array(fc.oneof(someNames, keywords), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(pool, fc.array(fc.nat(100), { minLength: 1, maxLength: 30 }), run), {
      numRuns: 40,
    });
  }, 60_000);
});

/** A cluster, its VPC, a group and a workload of one name, in walks that are called like kinds. */
const shared = `
vpc shop 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone a
  security-group open { ingress all from 0.0.0.0/0 }
}
cluster shop on eks in shop {
  nodegroup shop m5.large nodes 2 in a { security-groups open }
  deployment shop replicas 2 { port 80; expose 80 }
  statefulset db replicas 2 { port 5432 }
  pod client
}
walk node from client to shop:80
walk pod from shop-1 to pod shop-2:80
walk private from node shop-2 to pod shop-1:80
walk eip "a stateful set counts from 0" from client to pod db-0:5432
`;

test('a cluster that is called like its VPC, group and workload is walked', async () => {
  const { model, diagnostics, originOf } = await topologyOf(shared);
  expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  const answers = model.topology.walks.map(({ id, name }) => [name, model.trace(id).verdict]);
  expect(answers).toEqual(['node', 'pod', 'private', 'eip'].map((name) => [name, 'delivered']));
  // what is generated stands where the statement does that generates it
  const lines = [...model.plan.nodes, ...model.plan.pods].map(({ id }) => originOf(id)?.range.start.line);
  expect(lines.sort()).toEqual([6, 6, 7, 7, 8, 8, 9]);
});

describe('one name for everything', () => {
  test.each(['x', 'main', 'node', 'service', 'internet', 'in'])(
    '%s: every place finds the kind that it wants',
    async (name) => {
      const { errors } = await idsOf(file(() => name).replace('; expose 80', ''));
      expect(errors).toEqual([]);
    },
  );
});

describe('a workload that is called like what it stands in', () => {
  test.each(['net', 'one', 'c', 'space', 'any'])('is meant where a packet goes: %s', async (name) => {
    const { errors, answers } = await answersOf(`vpc net 10.3.0.0/16 on aws {
  subnet one 10.3.1.0/24 zone z1
  security-group any { ingress all from 0.0.0.0/0 }
  host desk 10.3.1.200 in one
}
cluster c on eks in net {
  node n1 m5.large in one { security-groups any }
  namespace space { deployment ${name} replicas 1 on n1 { port 8080 } }
}
walk w from desk to ${name}:8080
`);
    expect(errors).toEqual([]);
    expect(answers.w).toBe('delivered, ok');
  });
});
