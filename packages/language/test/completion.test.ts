import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, open } from './open.ts';
import { netk } from './services.ts';

afterEach(closeAll);

const base = `vpc prod 10.0.0.0/16 on aws {
  internet-gateway igw
  route-table rt { route 0.0.0.0/0 -> igw }
  subnet private-a 10.0.16.0/20 zone us-east-1a
  security-group sg-node { ingress all from self }
}
cluster shop on eks in prod {
  node n1 m5.large in private-a
  deployment web replicas 3 { labels app=web; port http 8080 }
  service web { selector app=web; port 80 -> http }
`;

/** The labels that are proposed at the caret. */
async function proposals(marked: string): Promise<string[]> {
  const opened = await open(marked);
  const list = await netk.lsp.CompletionProvider?.getCompletion(opened.document, opened);
  return (list?.items ?? []).map(({ label }) => label);
}

describe('completion proposes', () => {
  test('in a given what the block of the element takes, and clauses of its header', async () => {
    const inGiven = (what: string) => proposals(`${base}}\nwalk from n1 to web:80 { given ${what} { | } }\n`);
    const node = await inGiven('node n1');
    expect(node).toEqual(expect.arrayContaining(['eni', 'pod', 'eip', 'labels', 'security-groups', 'max-pods']));
    for (const other of ['route', 'container', 'replicas', 'service', 'selector']) expect(node).not.toContain(other);
    expect(await inGiven('deployment web')).toEqual(expect.arrayContaining(['container', 'expose', 'replicas']));
    expect(await inGiven('cluster shop')).toEqual(expect.arrayContaining(['control-plane', 'node', 'cni']));
    expect(await inGiven('vpc prod')).not.toContain('firewall-rule');
  });

  test('names that a given of the same walk adds', async () => {
    const adds = 'given node n1 { pod extra }';
    expect(await proposals(`${base}}\nwalk from n1 to web:80 { ${adds}; expect delivered to | }\n`)).toContain('extra');
    expect(await proposals(`${base}}\nwalk from n1 to web:80 { ${adds} }\nwalk from | to web:80\n`)).not.toContain(
      'extra',
    );
  });

  test('statements at the top of a file', async () => {
    expect((await proposals(`${base}}\n|`)).sort()).toEqual(
      [
        ...['cluster', 'customer-gateway', 'expect', 'import', 'internet', 'prefix-list', 'transit-gateway'],
        ...['virtual-interface', 'vpc', 'vpc-peering-connection', 'vpn-connection', 'walk'],
      ].sort(),
    );
  });

  test('statements and settings of a block', async () => {
    const labels = await proposals(`${base}  |\n}\n`);
    expect(labels).toEqual(
      expect.arrayContaining(['node', 'nodegroup', 'service', 'serviceCIDR', 'cni', 'kube-proxy']),
    );
    expect(labels).not.toContain('subnet');
    expect(labels).not.toContain('selector');
  });

  test('what begins like the word that is typed', async () => {
    expect((await proposals(`${base}  no|\n}\n`)).sort()).toEqual([
      'networkpolicy',
      'node',
      'node-cidr-mask-size',
      'node-local-dns',
      'nodegroup',
    ]);
  });

  test('only the selector that a Service has', async () => {
    const labels = await proposals(`${base}  service x { | }\n}\n`);
    expect(labels).toContain('selector');
    expect(labels).not.toContain('podSelector');
    expect(labels).toContain('externalTrafficPolicy');
  });

  test('instance types, and the clauses that may follow', async () => {
    const labels = await proposals(`${base}  node n2 m5.|\n}\n`);
    expect(labels).toContain('m5.large');
    expect(labels.length).toBeGreaterThan(10);
    expect(await proposals(`${base}  node n2 m5.large |\n}\n`)).toEqual(expect.arrayContaining(['in', 'zone']));
  });

  test.each([
    ['a subnet', `${base}  node n2 m5.large in |\n}\n`, ['private-a']],
    ['a gateway', `${base.replace('-> igw }', '-> | }')}}\n`, ['igw', 'blackhole', 'local']],
    ['a route table', `${base.replace('zone us-east-1a', 'zone us-east-1a { route-table | }')}}\n`, ['rt']],
    ['a security group', `${base.replace('from self', 'from |')}}\n`, ['sg-node', 'self']],
    ['a Service', `${base}  ingress i on alb { rule path "/" -> | }\n}\n`, ['web']],
    ['a client', `${base}}\nwalk from |\n`, ['n1', 'web', 'web-1', 'internet', 'private-a']],
    ['an element of a kind', `${base}}\nwalk from node |\n`, ['n1']],
    ['a target', `${base}}\nwalk from n1 to |\n`, ['web', 'internet']],
  ])('names: %s', async (_, text, names) => {
    expect(await proposals(text)).toEqual(expect.arrayContaining(names));
  });

  test('no element of another kind behind a kind word', async () => {
    expect(await proposals(`${base}}\nwalk from node |\n`)).not.toContain('web-1');
  });

  test.each([
    ['clouds', base.replace('on aws', 'on |'), ['aws', 'gcp']],
    ['platforms', `${base.replace('on eks', 'on |')}}\n`, ['eks', 'gke']],
    ['pod networks', `${base}  cni |\n}\n`, ['vpc-cni', 'cilium']],
    ['settings of a component', `${base}  cni vpc-cni { | }\n}\n`, ['ENABLE_PREFIX_DELEGATION']],
    ['values of a setting', `${base}  service x { externalTrafficPolicy | }\n}\n`, ['Cluster', 'Local']],
    ['types of a Service', `${base}  service x N|\n}\n`, ['NodePort']],
    ['outcomes', `${base}}\nwalk from n1 to web:80 { expect | }\n`, ['delivered', 'dropped', 'seen-source']],
    ['causes', `${base}}\nwalk from n1 to web:80 { expect dropped because | }\n`, ['SG-IN']],
    ['choices', `${base}}\nwalk from n1 to web:80 { choose | }\n`, ['endpoint', 'zone']],
    [
      'settings of an overlaid element',
      `${base}}\nwalk from n1 to web:80 { given service web { | } }\n`,
      ['externalTrafficPolicy'],
    ],
    [
      'settings of a block in an overlaid element',
      `${base}}\nwalk from n1 to web:80 { given cluster shop { service web { | } } }\n`,
      ['externalTrafficPolicy', 'selector'],
    ],
  ])('registry words: %s', async (_, text, words) => {
    expect(await proposals(text)).toEqual(expect.arrayContaining(words));
  });
});
