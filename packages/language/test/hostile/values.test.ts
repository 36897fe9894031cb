import { planLimits } from '@netk/engine';
import { URI } from 'langium';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';
import { visibleFiles } from '../../src/names/visible-files.ts';
import { elementsOf } from '../damage.ts';
import { shared } from '../services.ts';
import { misplaced, readAll, told } from './read.ts';

/** A small cluster that has to keep working, whatever stands below it from line 11 on. */
const good = `vpc good 10.0.0.0/16 on aws {
  subnet a 10.0.0.0/24 zone az1
  security-group open { ingress all from open }
}
cluster k on eks in good {
  node n m5.large 10.0.0.10 in a { security-groups open }
  pod p on n { port 80 }
  pod q on n
}
walk works from q to p:80 { expect delivered to p }
`;

async function read(text: string, files: Readonly<Record<string, string>> = {}) {
  const file = await readAll(good + text, files);
  expect(misplaced(file)).toEqual([]);
  const codes = file.diagnostics.map(({ code }) => code);
  expect(codes).not.toContain('NK009');
  const works = file.topology.walks.find(({ name }) => name === 'works');
  expect(works && file.model.trace(works.id).verdict).toBe('delivered');
  expect(codes).not.toContain('NK120');
  return file;
}

/** The diagnostics of the hostile part, with lines from 1. */
async function toldOf(text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const all = told(await read(text, files)).map((line) => /^(\d+):(.*)$/s.exec(line) ?? []);
  return all.map(([, line = '', rest = '']) => `${Number(line) - 10}:${rest}`);
}

describe('a value out of range', () => {
  test.each([
    ['vpc x 10.1.0.0/33', '1:7 NK029 10.1.0.0/33 is no CIDR'],
    ['vpc x 10.1.0.256/24', '1:7 NK029 10.1.0.256/24 is no CIDR'],
    ['vpc x 10.1.0.0/16 { subnet s 10.1.0.0/16 { route 10.0.0.300/8 -> blackhole } }', '1:50 NK029 10.0.0.300/8 is no'],
    ['vpc x 10.1.0.0/16 { security-group s { ingress tcp/65536 } }', '1:52 NK002 ports 65536 are not in 0-65535'],
    ['vpc x 10.1.0.0/16 { security-group s { ingress tcp/5-2 } }', '1:52 NK002 ports 5-2 end before they begin'],
    ['vpc x 10.1.0.0/16 { security-group s { ingress all from 1.0.0.0/99 } }', '1:57 NK029 1.0.0.0/99 is no CIDR'],
    ['cluster d on eks in good { node m m5.large 10.0.0.256 in a }', '1:44 NK029 10.0.0.256 (node m) is no address'],
    ['cluster d on eks in good { pod x { port 65536 } }', '1:36 NK002 port 65536 is not in 1-65535'],
    ['cluster d on eks in good { pod x { port 0 } }', '1:36 NK002 port 0 is not in 1-65535'],
    ['cluster d on eks in good { pod x { port -1 } }', "1:41 '-' means nothing here"],
    ['cluster d on eks in good { pod x { port 1e309 } }', "1:41 NK006 protocol '1e309' is not known"],
    [
      `cluster d on eks in good { pod x { port ${'9'.repeat(400)} } }`,
      '1:41 this number has 400 digits; netk reads 15',
    ],
    ['cluster d on eks in good { service s 10.300.0.1 { port 80 } }', '1:38 NK029 10.300.0.1 is no address'],
    ['walk from q to p:65536', '1:18 NK002 port 65536 is not in 1-65535'],
    ['walk from q to 10.0.0.256', '1:16 NK029 10.0.0.256 is no address'],
    ['walk from q to p:0', '1:18 NK002 port 0 is not in 1-65535'],
    ['cluster d on eks in good { deployment w replicas 4000000000 }', '1:39 NK121 4000000000 replicas; netk plans at'],
    ['cluster d on eks in good { nodegroup w m5.large nodes 4000000000 }', '1:38 NK121 4000000000 nodes in one group'],
  ])('%s: %s', async (text, first) => {
    const lines = await toldOf(text);
    expect(lines.find((line) => line.startsWith(first)) ?? lines).toEqual(expect.stringContaining(first));
  });

  test('many groups and many workloads together meet a limit too', async () => {
    const lines = Array.from(
      { length: 40 },
      (_, at) => `deployment w${at} replicas 20000\nnodegroup g${at} m5.large nodes 5000`,
    );
    const file = await read(`cluster d on eks in good {\n${lines.join('\n')}\n}`);
    expect(file.model.plan.nodes.length).toBeLessThanOrEqual(planLimits.nodes.inAll + 1);
    expect(file.model.plan.pods.length).toBeLessThanOrEqual(planLimits.pods.inAll + 2);
    expect(told(file).filter((line) => /in all/.test(line)).length).toBeGreaterThan(0);
  });
});

test('an Elastic IP that is the private address itself translates nothing', async () => {
  const file = await read(`cluster d on eks in good {
  node m m5.large 10.0.0.20 in a { eip 10.0.0.20 }
}
internet { host server 93.184.216.34 }
walk odd from server to 10.0.0.20 protocol icmp
`);
  const odd = file.topology.walks.find(({ name }) => name === 'odd')!;
  const steps = file.model.trace(odd.id).routes.flatMap(({ forward }) => forward.flatMap((hop) => hop.steps));
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.filter(({ kind }) => kind === 'nat')).toEqual([]);
});

describe('a word that no registry knows', () => {
  test.each([
    ['vpc x 10.1.0.0/16 on azure', "1:22 NK006 cloud 'azure' is not known."],
    ['cluster d on aks', "1:14 NK006 platform 'aks' is not known. Did you mean eks?"],
    ['cluster d on eks in good { cni nope }', "1:32 NK006 CNI 'nope' is not known."],
    ['cluster d on eks in good { kube-proxy nope }', "1:39 NK006 mode of kube-proxy 'nope' is not known."],
    ['cluster d on eks in good { node m m99.huge in a }', '1:33 NK035 m99.huge is no instance type that netk knows'],
    ['cluster d on eks in good { preset nope }', "1:28 NK006 in cluster the setting 'preset' is not known."],
    ['walk x from q to p { expect nope }', "1:29 NK006 outcome 'nope' is not known."],
    ['walk x from q to p protocol nope', "1:29 NK006 protocol 'nope' is not known."],
  ])('%s: %s', async (text, first) => {
    const lines = await toldOf(text);
    expect(lines.find((line) => line.startsWith(first)) ?? lines).toEqual(expect.stringContaining(first));
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])('may be called %s', async (name) => {
    const file =
      await read(`vpc ${name} 10.1.0.0/16 on ${name} { subnet ${name} 10.1.0.0/24 zone ${name} { ${name} 1 } }
cluster ${name} on ${name} in ${name} {
  cni ${name} { ${name} ${name} }
  kube-proxy ${name}
  node ${name} m5.${name} in ${name} { labels ${name}=${name} }
  pod ${name} on ${name} { labels ${name}=${name}; port ${name} 80; container ${name} { port 81 } }
  service ${name} ${name} { selector ${name}=${name}; port ${name} 80 -> ${name} }
  deployment ${name}-d { labels !x; ${name} ${name} }
}
cluster ${name}-2 on eks in good {
  node ${name} m5.large in a
  pod ${name} on ${name} { labels ${name}=${name}; port ${name} 80 }
  service ${name} { selector ${name}=${name}; port ${name} 80 -> ${name} }
}
walk ${name} from ${name}-2/default/${name} to service ${name}-2/default/${name}:${name} protocol ${name} {
  choose ${name} ${name}
  expect ${name}
  expect dropped because ${name}
}
walk to-${name} from pod ${name}-2/default/${name} to service ${name}-2/default/${name}:80
`);
    const service = file.model.plan.services.find((each) => each.name === name && each.endpoints.length > 0);
    expect(service?.endpoints.map((each) => each.name)).toEqual([name]);
    expect(file.topology.vpcs.some((vpc) => vpc.name === name)).toBe(true);
  });
});

describe('a name', () => {
  const unseen = [
    '\u0000',
    '\u0007',
    '\u001b[31m',
    '\u202e',
    '\u2066',
    '\ud800',
    '\udfff',
    '\u2028',
    '\u200b',
    '\\n',
    '\\0',
  ];

  test.each(unseen)('with %j is told where it stands, and is read without it', async (character) => {
    const file = await read(`vpc "x${character}y" 10.1.0.0/16`);
    const [first] = told(file);
    expect(first).toMatch(/^11:7 '(U\+[0-9A-F]{4}|\\[n0])' in a string cannot be printed; it is read as '\ufffd'$/);
    expect(file.topology.vpcs.at(-1)?.name).toMatch(/^x\ufffd(\[31m)?y$/);
  });

  test('that cannot be printed gets into no record, no trace and no message', async () => {
    const evil = unseen.join('');
    const file = await read(`cluster "${evil}" on eks in good {
  node "${evil}" m5.large in a { labels "a"="${evil}" }
  pod "${evil}" on n { port 80 }
}
walk "${evil}" from "${evil}/${evil}" to "http://${evil}/"
walk x from q to dns "${evil}"
walk y from q to ${evil}
${evil} x
`);
    const everything = [
      JSON.stringify(file.topology),
      ...file.topology.walks.map(({ id }) => JSON.stringify(file.model.trace(id))),
      ...told(file),
    ].join('');
    expect(everything).not.toMatch(/[\p{Cc}\p{Cs}\u202e\u2066\u2028\u200b]|\\u00|\\ud[8-f]/u);
  });

  test.each(['<img src=x onerror=alert(1)>', '../../etc/passwd', 'a b', "'", '`', '%s', '-'.repeat(300)])(
    'that is hostile elsewhere, %s, is only a name',
    async (name) => {
      const text = `cluster "${name}" on eks in good { pod "${name}" on n { port 80 } }\n`;
      const file = await read(`${text}walk hostile "${name}" from q to pod "${name}":80\n`);
      expect(elementsOf(text).length).toBe(2);
      expect(file.topology.clusters.map((cluster) => cluster.name)).toContain(name);
    },
  );
});

describe('an import', () => {
  test('of itself, in a circle, missing, of a folder, of no name and of a binary file is told at its path', async () => {
    const text = `import "main.netk"
import "b.netk"
import "missing.netk"
import "."
import ""
import "../../../../../etc/passwd"
import "binary.netk"
import "%zz"
import "http://[bad"
`;
    const binary = String.fromCharCode(...Array.from({ length: 2000 }, (_, at) => (at * 7919) % 256));
    const lines = await toldOf(text, {
      'b.netk': 'import "c.netk"\n',
      'c.netk': 'import "b.netk"\nimport "main.netk"\nvpc far 10.9.0.0/16\n',
      'binary.netk': binary,
    });
    expect(lines.filter((line) => line.includes('NK007'))).toEqual([
      "1:8 NK007 'main.netk' imports this file too: the import goes in a circle",
      "2:8 NK007 'b.netk' imports this file too: the import goes in a circle",
      "3:8 NK007 cannot read 'missing.netk'",
      "4:8 NK007 cannot read '.'",
      '5:8 NK007 cannot read a file without a name',
      "6:8 NK007 cannot read '../../../../../etc/passwd'",
      "8:8 NK007 cannot read '%zz'",
      "9:8 NK007 cannot read 'http://[bad'",
    ]);
  });
});

test('a chain of imports that is longer than the stack is deep is followed to its end', () => {
  const { LangiumDocuments, LangiumDocumentFactory } = shared.workspace;
  const length = 20_000;
  for (let at = 0; at <= length; at++) {
    const text = at < length ? `import "chain-${at + 1}.netk"` : 'vpc far 10.0.0.0/16';
    const uri = URI.parse(`memory:/chain-${at}.netk`);
    LangiumDocuments.addDocument(LangiumDocumentFactory.fromString(text, uri));
  }
  const first = LangiumDocuments.getDocument(URI.parse('memory:/chain-0.netk'))!;
  expect(visibleFiles(first, LangiumDocuments)).toHaveLength(length + 1);
  for (const { uri } of LangiumDocuments.all.toArray()) LangiumDocuments.deleteDocument(uri);
});

test('a missing import of a file of the disk is told where there is no file system', async () => {
  const { diagnostics } = await topologyOf('import "b.netk"', 'file:///x/a.netk');
  expect(diagnostics.map(({ message }) => message)).toEqual(["cannot read 'b.netk'"]);
});

describe('a reference', () => {
  test('in a circle, to itself, or to one of two is no endless work', async () => {
    const lines = await toldOf(`vpc x 10.1.0.0/16 on aws {
  security-group s { ingress all from s }
  security-group t { ingress all from u }
  security-group u { ingress all from t }
  subnet z 10.1.0.0/24 zone az1 {
    nat-gateway nat in z
    route 0.0.0.0/0 -> nat
  }
}
vpc-peering-connection self from x to x
transit-gateway tg { attachment x; attachment x }
cluster c on eks in x {
  node nn m5.large on nn
  pod one on one
  pod two on n
  service s1 ExternalName { externalName s2 }
  service s2 ExternalName { externalName s1 }
  pod two on n
}
walk loop from loop to loop
walk twice from c/default/two to q
internet {
  as a 1 { provider b }
  as b 2 { provider a; provider b }
  dns-zone "a.com" { record "a.com" CNAME "b.com"; record "b.com" CNAME "a.com" }
}
walk name from q to dns "a.com"
walk web from q to "http://a.com/"
`);
    expect(
      lines.filter((line) => /NK00[45]/.test(line)).map((line) => line.replace(/[:;].*? NK/, ': NK')),
    ).toMatchObject([
      expect.stringMatching(/^14: NK004 nothing here is called 'one'/),
      expect.stringMatching(/^15: NK005 there are two of pod 'c\/default\/two'/),
      expect.stringMatching(/^18: NK005 there are two of pod 'c\/default\/two'/),
      expect.stringMatching(/^20: NK004 nothing here is called 'loop'/),
      expect.stringMatching(/^20: NK004 nothing here is called 'loop'/),
    ]);
  });
});
