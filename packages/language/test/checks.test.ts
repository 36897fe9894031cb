import { describe, expect, test } from 'vitest';
import { codes } from '../src/checks/codes.ts';
import { topologyOf } from '../src/project.ts';
import { examples, importedBy } from './examples.ts';

const own: ReadonlySet<string> = new Set(Object.values(codes));

/** Messages of the language's own checks, without hints. */
async function messages(text: string, files?: Readonly<Record<string, string>>): Promise<string[]> {
  const { diagnostics } = await topologyOf(text, 'memory:/main.netk', files);
  return diagnostics
    .filter(
      ({ code, severity }) =>
        typeof code === 'string' &&
        own.has(code) &&
        code !== codes.unmodelled &&
        severity !== 4 &&
        !(code === codes.given && severity === 3),
    )
    .map(({ message }) => String(message));
}

describe('the examples', () => {
  test.each([...examples])('%s has no unknown word, no duplicate and no broken reference', async (_, text) => {
    expect(await messages(text, importedBy(text))).toEqual([]);
  });
});

describe('names', () => {
  test('that nothing has are errors', async () => {
    expect(await messages('vpc v 10.0.0.0/16 { route-table r { route 0.0.0.0/0 -> igw } }\n')).toEqual([
      "nothing here is called 'igw'",
    ]);
  });

  test('that could mean two things are errors that list both', async () => {
    const text = `
vpc a 10.0.0.0/16 { subnet s 10.0.0.0/24 }
vpc b 10.1.0.0/16 { subnet s 10.1.0.0/24 }
cluster c { node n in s }
`;
    expect(await messages(text)).toEqual([
      "'s' can mean subnet a/s or subnet b/s: write its qualified name or its kind",
    ]);
    expect(await messages(text.replace('in s', 'in b/s'))).toEqual([]);
    expect(await messages(text.replace('cluster c', 'cluster c in a'))).toEqual([]);
  });

  test('that two elements of one kind share are errors at both', async () => {
    const { diagnostics } = await topologyOf(
      'vpc v 10.0.0.0/16 {\n  subnet s 10.0.0.0/24\n  subnet s 10.0.1.0/24\n}\n',
    );
    const found = diagnostics.filter(({ code }) => code === codes.duplicate);
    expect(found.map(({ range }) => range.start.line)).toEqual([1, 2]);
    expect(found.map(({ relatedInformation }) => relatedInformation?.[0]?.location.range.start.line)).toEqual([2, 1]);
  });
});

describe('imports', () => {
  test('of a missing file are errors', async () => {
    expect(await messages('import "./gone.netk"\n')).toEqual(["cannot read './gone.netk'"]);
  });

  test('that go in a circle are warnings, and both files are read', async () => {
    const text = 'import "./other.netk"\nvpc a 10.0.0.0/16\nvpc-peering-connection p from a to b\n';
    const other = 'import "./main.netk"\nvpc b 10.1.0.0/16\n';
    expect(await messages(text, { 'other.netk': other })).toEqual([
      "'./other.netk' imports this file too: the import goes in a circle",
    ]);
  });

  test('make the names of the imported file visible, and nothing else does', async () => {
    const other = 'vpc b 10.1.0.0/16\n';
    expect(await messages('cluster c in b\n', { 'other.netk': other })).toEqual(["nothing here is called 'b'"]);
    expect(await messages('import "./other.netk"\ncluster c in b\n', { 'other.netk': other })).toEqual([]);
  });
});

describe('a word that no registry knows', () => {
  test.each([
    ['vpc v 10.0.0.0/16 on asw\n', "cloud 'asw' is not known. Did you mean aws?"],
    ['cluster c on esk\n', "platform 'esk' is not known. Did you mean eks?"],
    ['cluster c { cni vpc-cn }\n', "CNI 'vpc-cn' is not known. Did you mean vpc-cni?"],
    ['cluster c { kube-proxy iptable }\n', "mode of kube-proxy 'iptable' is not known. Did you mean iptables?"],
    [
      'cluster c { serviceCDIR 10.0.0.0/16 }\n',
      "in cluster the setting 'serviceCDIR' is not known. Did you mean serviceCIDR?",
    ],
    [
      'cluster c { cni vpc-cni { ENABLE_POD_EN true } }\n',
      "in cni the setting 'ENABLE_POD_EN' is not known. Did you mean ENABLE_POD_ENI?",
    ],
    [
      'cluster c { node n { forwardPolicy dorp } }\n',
      "as forwardPolicy the value 'dorp' is not known. Did you mean drop?",
    ],
    [
      'cluster c { service s { externalTrafficPolicy local } }\n',
      "as externalTrafficPolicy the value 'local' is not known. Did you mean Local?",
    ],
    [
      'cluster c { cni vpc-cni { ENABLE_POD_ENI ture } }\n',
      "as ENABLE_POD_ENI the value 'ture' is not known. Did you mean true?",
    ],
    [
      'vpc v 10.0.0.0/16 { enable-dns-hostname true }\n',
      "in vpc the setting 'enable-dns-hostname' is not known. Did you mean enable-dns-hostnames?",
    ],
    [
      'walk from internet to 10.0.0.1 { expect deliverd }\n',
      "outcome 'deliverd' is not known. Did you mean delivered?",
    ],
    ['walk from internet to 10.0.0.1 { choose zoone a }\n', "choice 'zoone' is not known. Did you mean zone?"],
    [
      'walk from internet to 10.0.0.1 { expect dropped because SG-INN }\n',
      "cause 'SG-INN' is not known. Did you mean SG-IN?",
    ],
  ])('%s', async (text, message) => {
    expect(await messages(text)).toEqual([message]);
  });
});
