import { describe, expect, test } from 'vitest';
import { CodeActionKind } from 'vscode-languageserver-types';
import { codes } from '../src/checks/codes.ts';
import { topologyOf } from '../src/project.ts';
import { examples, importedBy } from './examples.ts';
import { edited, open } from './open.ts';
import { netk } from './services.ts';

const lint: ReadonlySet<unknown> = new Set([
  codes.noExpectation,
  codes.unused,
  codes.unusedLabel,
  codes.default,
  codes.order,
  codes.noEffect,
  codes.emptySet,
  codes.hiddenName,
]);

/** What lint says of a text: code, line from 1, words. */
async function told(text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { diagnostics } = await topologyOf(text, 'memory:/main.netk', files);
  return diagnostics
    .filter(({ code }) => lint.has(code))
    .map(({ code, range, message }) => `${code} ${range.start.line + 1} ${message}`);
}

/** The text after the quick fix of a title. */
async function after(text: string, title: string): Promise<string> {
  const { document, textDocument } = await open(text);
  const context = { diagnostics: document.diagnostics ?? [], only: [CodeActionKind.QuickFix] };
  const range = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
  const actions = (await netk.lsp.CodeActionProvider?.getCodeActions(document, { textDocument, range, context })) ?? [];
  const action = actions.find((each) => each.title === title);
  const edits = action && 'edit' in action ? action.edit?.changes?.[document.uri.toString()] : undefined;
  expect(edits, `${title} of ${actions.map((each) => each.title).join(', ')}`).toBeDefined();
  return edited(document, edits ?? []);
}

const a = 'subnet a 10.0.1.0/24 zone az1';
const inVpc = (...lines: readonly string[]) =>
  `vpc main 10.0.0.0/16 on aws {\n${lines.map((each) => `  ${each}\n`).join('')}}\n`;
const inCluster = (...lines: readonly string[]) =>
  `${inVpc(a)}cluster c on eks in main {\n${lines.map((each) => `  ${each}\n`).join('')}}\n`;

describe('the examples', () => {
  test.each([...examples])(
    '%s has nothing that lint would change, but walks that netk cannot answer yet',
    async (_, text) => {
      const { diagnostics, topology, model, originOf } = await topologyOf(text, 'memory:/main.netk', importedBy(text));
      const found = diagnostics.filter(({ code }) => lint.has(code));
      const open = topology.walks
        .filter((walk) => walk.expects.length === 0)
        .map(({ id }) => ({ verdict: model.trace(id).verdict, line: originOf(id)?.name.start.line }));
      expect(open.map(({ verdict }) => verdict)).toEqual(open.map(() => 'undetermined'));
      expect(found.map(({ code, range }) => [code, range.start.line])).toEqual(
        open.map(({ line }) => [codes.noExpectation, line]),
      );
    },
  );
});

describe('a walk without an expectation', () => {
  test('is a hint, and one with an expectation or half typed is none', async () => {
    const text = inCluster('node n m5.large in a', 'pod p', 'pod q');
    expect(await told(`${text}walk w from p to q:80\n`)).toEqual([
      'NK130 9 this walk expects nothing: no test of it can fail',
    ]);
    expect(await told(`${text}walk w from p to q:80 { expect refused }\nwalk v from p\n`)).toEqual([]);
  });
});

describe('what nothing uses', () => {
  const table = 'route-table t { route 10.9.0.0/16 -> blackhole }';
  const acl = 'network-acl n { ingress 100 allow all from 0.0.0.0/0 }';
  const group = 'security-group g { ingress all from self }';

  test('is a hint at tables, ACLs and groups, and goes with a fix', async () => {
    const text = inVpc(table, a, acl, group);
    expect(await told(text)).toEqual([
      'NK131 2 no subnet uses route-table t',
      'NK131 4 no subnet uses network-acl n',
      'NK131 5 no interface has security-group g',
    ]);
    expect(await after(text, 'Remove network-acl n')).toBe(inVpc(table, a, group));
    expect(
      await told(
        inVpc(table, `${a} { route-table t; network-acl n }`, acl, group, 'host h in a { security-groups g }'),
      ),
    ).toEqual([]);
  });

  test('is used where a what-if uses it, and where an importing file does', async () => {
    const asked = 'walk w from h to 10.0.1.1 { given subnet a { route-table t }; expect timeout }\n';
    expect(await told(inVpc(table, a, 'host h 10.0.1.9 in a') + asked)).toEqual([]);
    const { document } = await open(inVpc(table, a), 'shared.netk');
    await open(
      'import "./shared.netk"\nwalk w from internet to 10.0.1.1 { given subnet a { route-table t }; expect timeout }\n',
    );
    await netk.shared.workspace.DocumentBuilder.build([document], { validation: true });
    expect((document.diagnostics ?? []).filter(({ code }) => lint.has(code))).toEqual([]);
  });

  test('is no group that only a rule names; but that is not removed, because the rule would break', async () => {
    const text = inVpc(a, 'security-group db { ingress tcp/5432 from g }', group, 'host h in a { security-groups db }');
    expect(await told(text)).toEqual(['NK131 4 no interface has security-group g']);
    await expect(after(text, 'Remove security-group g')).rejects.toThrow();
  });
});

describe('a label', () => {
  const pods = (...labels: readonly string[]) =>
    inCluster('node n m5.large in a', ...labels.map((each, at) => `pod p${at} on n { labels ${each}; port 80 }`));

  test('whose key no selector asks for is a hint', async () => {
    expect(await told(pods('teir=web'))).toEqual(['NK132 6 no selector asks for label teir']);
  });

  test.each([
    ['a Service', 'service s { selector tier=web; port 80 }'],
    ['a policy', 'networkpolicy n { podSelector tier }'],
    ['a peer of a policy', 'networkpolicy n { ingress from podSelector tier notin (db) }'],
    ['a setting', 'deployment d { topologySpread tier; port 80 }'],
  ])('is used by %s', async (_what, line) => {
    expect(await told(pods('tier=web').replace(/}\n$/, `  ${line}\n}\n`))).toEqual([]);
  });

  test('app is used by a Service without a selector, and labels of Kubernetes by Kubernetes', async () => {
    expect(await told(pods('app=p0').replace(/}\n$/, '  service p0 { port 80 }\n}\n'))).toEqual([]);
    expect(await told(pods('app.kubernetes.io/name=x topology.kubernetes.io/zone=az1'))).toEqual([]);
  });

  test('of an exposed workload is used by its Service', async () => {
    expect(await told(inCluster('node n m5.large in a', 'deployment d { labels x=y; port 80; expose 80 }'))).toEqual(
      [],
    );
  });
});

describe('a setting that is the same as the default', () => {
  test('is a hint with a fix, in a block of its own and in that of a component', async () => {
    const text = inVpc('enable-dns-support true', a);
    expect(await told(text)).toEqual(['NK133 2 enable-dns-support true is the same as the default']);
    expect(await after(text, 'Remove this enable-dns-support')).toBe(inVpc(a));
    expect(await told(inCluster('cni vpc-cni { WARM_ENI_TARGET 1; MAX_ENI 4 }'))).toEqual([
      'NK133 5 WARM_ENI_TARGET 1 is the same as the default',
    ]);
  });

  test('is none where it takes something back, or where the default depends on more', async () => {
    const cluster = inCluster(
      'cni vpc-cni { WARM_ENI_TARGET 2 }',
      'node n m5.large in a',
      'pod p',
      'service s on nlb { scheme internal; port 80 }',
    );
    const walk =
      'walk w from p to 10.0.1.1 { given cluster c { cni vpc-cni { WARM_ENI_TARGET 1 } }; expect timeout }\n';
    expect(await told(cluster + walk)).toEqual([]);
  });
});

describe('the order of a block', () => {
  test('is a hint at the first statement that stands too low, and is sorted with the comments above each', async () => {
    const text = inVpc(
      a,
      '// who may',
      'security-group g { ingress all from self }  // itself',
      '',
      '/* out */',
      'internet-gateway igw',
      'host h in a { security-groups g }',
      'region us-east-1',
      '// the end',
    );
    expect(await told(text)).toEqual([
      expect.stringMatching(
        /^NK134 7 in the usual order this stands above the security groups: region, settings, gateways, /,
      ),
    ]);
    const after1 = await after(text, 'Sort this block');
    expect(after1).toBe(
      inVpc(
        'region us-east-1',
        '',
        '/* out */',
        'internet-gateway igw',
        a,
        '// who may',
        'security-group g { ingress all from self }  // itself',
        'host h in a { security-groups g }',
        '// the end',
      ),
    );
    expect(await told(after1)).toEqual([]);
  });

  test('of a block on one line is sorted on its line', async () => {
    const text = inCluster(
      'node n m5.large in a',
      'pod p',
      'service p { port 80; selector app=p; sessionAffinity ClientIP }',
    );
    expect(await after(text, 'Sort this block')).toContain(
      'service p { sessionAffinity ClientIP; selector app=p; port 80 }',
    );
  });

  test('of statements that share a line moves the line', async () => {
    const text = inCluster('node n m5.large in a', 'pod p; pod q', 'kubernetes 1.33; serviceCIDR 172.20.0.0/16');
    expect(await after(text, 'Sort this block')).toBe(
      inCluster('kubernetes 1.33; serviceCIDR 172.20.0.0/16', 'node n m5.large in a', 'pod p; pod q'),
    );
  });

  test('leaves other statements where they are, behind the one above them', async () => {
    expect(
      await told(
        inVpc(
          'internet-gateway igw',
          'vpc-endpoint s3 gateway { service com.amazonaws.us-east-1.s3 }',
          a,
          'tags team=x',
        ),
      ),
    ).toEqual([]);
  });
});

describe('a setting that nothing here reads', () => {
  test.each([
    [
      'cni bridge { WARM_ENI_TARGET 2 }',
      'WARM_ENI_TARGET has no effect here: CNI vpc-cni reads it, and this is bridge',
    ],
    ['cni vpc-cni { routingMode native }', 'routingMode has no effect here: CNI cilium reads it, and this is vpc-cni'],
    [
      'kube-proxy iptables { scheduler wrr }',
      'scheduler has no effect here: mode of kube-proxy ipvs reads it, and this is iptables',
    ],
    ['dataplane v2', 'dataplane has no effect here: platform gke reads it, and this is eks'],
  ])('%s', async (line, message) => {
    expect(await told(inCluster(line))).toEqual([`NK135 5 ${message}`]);
  });

  test('is told by the cloud of its VPC, and is silent in a what-if and where nothing is written', async () => {
    expect(await told(inVpc(`${a} { private-ip-google-access true }`))).toEqual([
      'NK135 2 private-ip-google-access has no effect here: cloud gcp reads it, and this is aws',
    ]);
    expect(await told('vpc main 10.0.0.0/16 { subnet a 10.0.1.0/24 { private-ip-google-access true } }\n')).toEqual([]);
    const walk =
      'walk w from p to 10.0.1.1 { given cluster c { kube-proxy iptables { scheduler wrr } }; expect timeout }\n';
    expect(await told(inCluster('node n m5.large in a', 'pod p') + walk)).toEqual([]);
  });
});

describe('an expectation of a file', () => {
  const cluster = inCluster(
    'node n m5.large in a',
    'nodegroup g m5.large nodes 0 in a',
    'namespace e { }',
    'namespace f { deployment d replicas 2 }',
    'deployment none replicas 0',
  );
  test.each([
    ['from namespace e to namespace f', 'NK136 11 namespace e has no pods: this compares nothing'],
    ['from namespace f to deployment none', 'NK136 11 deployment none has no pods: this compares nothing'],
    ['from nodegroup g to namespace f', 'NK136 11 nodegroup g has no nodes: this compares nothing'],
  ])('%s is about nobody', async (ends, message) => {
    expect(await told(`${cluster}expect dropped ${ends}\n`)).toEqual([message]);
  });
  test('is about somebody where pods are', async () => {
    expect(await told(`${cluster}expect delivered from namespace f to cluster c\n`)).toEqual([]);
  });
});

describe('a name that means something else where it is used', () => {
  test('is a hint at groups and at targets of routes', async () => {
    expect(
      await told(
        inVpc('nat-gateway local', `${a} { host h { security-groups self } }`, 'security-group self { ingress all }'),
      ),
    ).toEqual([
      "NK137 2 'local' in a route is a word: this element cannot be meant there",
      "NK137 4 'self' in a rule is the group of the rule: this element cannot be meant there",
    ]);
  });
});
