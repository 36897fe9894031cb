import { finish } from '@netk/engine';
import { EmptyFileSystem } from 'langium';
import { describe, expect, test } from 'vitest';
import { readProject } from '../src/project.ts';

/** A cluster of two nodes: shop on the first, data on both. `more` stands in the cluster, `lines` at the end. */
const cluster = (lines: string, more = ''): string => `vpc main 10.0.0.0/16 on aws {
  subnet work 10.0.1.0/24 zone a
  security-group sg { ingress all from self }
}
cluster c on eks in main {
  ${more}
  node n1 m5.large in work { security-groups sg }
  node n2 m5.large in work { security-groups sg }
  namespace shop {
    pod a on n1 { port 80 }
    pod b on n1 { port 80 }
  }
  namespace data {
    pod db1 on n1 { port 5432; port 9000 }
    pod db2 on n2 { port 5432 }
  }
}
${lines}
`;

/** What came of the expectations of a text, and what is reported of them. */
async function asked(text: string) {
  const [file] = await readProject([{ uri: 'memory:/policy.netk', text }], EmptyFileSystem);
  const answers = file!.model.topology.expects.map(({ id }) => finish(file!.model.policy(id)));
  const told = file!.diagnostics
    .filter(({ code, message }) => code === 'NK120' || (code === 'NK008' && String(message).includes('expect')))
    .map(({ code, message, relatedInformation = [] }) => ({
      code,
      message,
      parties: relatedInformation.map((each) => each.message),
    }));
  return { answers, told };
}

describe('an expectation at the top of a file', () => {
  test('holds when it holds for every sender and every port of every receiver', async () => {
    const { answers, told } = await asked(cluster('expect delivered from namespace shop to namespace data'));
    expect(answers).toEqual([{ pairs: 6, holds: true, why: '', parties: [] }]);
    expect(told).toEqual([]);
  });

  test('is an error with the first pair for which it does not hold, and how many there are', async () => {
    const drop = 'forwardPolicy drop';
    const { answers, told } = await asked(cluster('expect delivered from namespace shop to namespace data', drop));
    expect(answers[0]).toMatchObject({ pairs: 6, holds: false });
    expect(told[0]!.code).toBe('NK120');
    expect(told[0]!.message).toMatch(
      /^"expect delivered from namespace shop to namespace data" does not hold from a to db1:5432 \(6 of 6 pairs\): the packet is not delivered \(FWD-DROP/,
    );
    expect(told[0]!.parties).toEqual(['from a', 'to db1:5432']);
  });

  test('counts the pairs that fail beside those that hold', async () => {
    const { told } = await asked(cluster('expect not via n2 from namespace shop to namespace data'));
    expect(told.map(({ message }) => String(message).slice(0, 90))).toEqual([
      '"expect not via n2 from namespace shop to namespace data" does not hold from a to db2:5432',
    ]);
    expect(told[0]!.message).toContain('(2 of 6 pairs)');
  });

  test('is asked with the port that is written, and of one element with itself', async () => {
    const { answers } = await asked(
      cluster('expect refused from namespace shop to namespace data:80\nexpect delivered from pod a to pod b:80'),
    );
    expect(answers.map(({ pairs, holds }) => [pairs, holds])).toEqual([
      [4, true],
      [1, true],
    ]);
  });

  test('asks nobody to call itself', async () => {
    const { answers } = await asked(cluster('expect delivered from namespace shop to namespace shop'));
    expect(answers.map(({ pairs, holds }) => [pairs, holds])).toEqual([[2, true]]);
  });

  test('is an information where netk cannot tell: why', async () => {
    const { answers, told } = await asked(
      cluster('expect delivered from pod a to 10.0.9.9\nexpect delivered from pod a to pod a'),
    );
    expect(answers.map(({ holds }) => holds)).toEqual([undefined, undefined]);
    expect(told.map(({ code }) => code)).toEqual(['NK008', 'NK008']);
    expect(told.map(({ message }) => String(message).replace(/^"[^"]*" /, ''))).toEqual([
      'cannot be told from pod a to 10.0.9.9: undetermined (a walk to 10.0.9.9 needs a port: 10.0.9.9:443)',
      'cannot be told: a sender is not asked to call itself',
    ]);
  });

  test('is decided for every pair, however many there are of a few kinds', async () => {
    const nodes = Array.from({ length: 8 }, (_, n) => `node m${n} m5.large in work { security-groups sg }`).join('\n');
    const { answers, told } = await asked(
      cluster('expect delivered from deployment w to deployment w', `${nodes}\ndeployment w replicas 60 { port 80 }`),
    );
    expect(answers).toMatchObject([{ pairs: 60 * 59, holds: true }]);
    expect(told).toEqual([]);
  });

  test('cannot be told where there are more kinds of pairs than are walked: it says how many', async () => {
    const rules = Array.from({ length: 60 }, (_, i) => `ingress tcp/${1000 + i} from 10.0.1.${4 + i}/32`).join('; ');
    const own = `security-group one { ${rules} }`;
    const nodes = Array.from({ length: 60 }, (_, n) => `node m${n} m5.large in work { security-groups one }`).join(
      '\n',
    );
    const text = cluster(
      'expect delivered from cluster c to cluster c:1000',
      `${nodes}\ndeployment w replicas 60 { port 80 }`,
    ).replace('security-group sg', `${own}\n  security-group sg`);
    const { answers } = await asked(text);
    expect(answers[0]).toMatchObject({ holds: undefined });
    expect(answers[0]!.why).toMatch(
      / cannot be told: it is about \d+ pairs of \d+ kinds, and netk walks 1000: name smaller sets$/,
    );
  });

  test('of many pairs of one kind leaves the time that a file has to the others', async () => {
    const lines = 'expect refused from deployment w to pod a:81\n'.repeat(22);
    const { answers } = await asked(cluster(lines, 'deployment w replicas 1000 { port 80 }'));
    expect(answers.map(({ pairs }) => pairs)).toEqual(Array.from({ length: 22 }, () => 1000));
    expect(answers.some(({ why }) => why.includes('netk walks'))).toBe(false);
  });

  test('about nobody is told at the set, and holds for no test', async () => {
    const { answers, told } = await asked(cluster('expect delivered from namespace e to pod a', 'namespace e { }'));
    expect(answers).toMatchObject([{ pairs: 0, holds: undefined, nobody: true }]);
    expect(told).toEqual([]);
  });
});
