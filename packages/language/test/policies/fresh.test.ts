import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../src/index.ts';

const file = (
  cni: string,
  walk: string,
  [vpc, kind] = ['aws', 'eks'],
) => `vpc net 10.0.0.0/16 on ${vpc} { subnet a 10.0.1.0/24 zone az1 }
cluster c on ${kind} in net {
  cni ${cni}
  node n1 m5.large 10.0.1.11 in a
  node n2 m5.large 10.0.1.12 in a
  deployment web on n1 { port http 80 }
  deployment db on n2 { port pg 5432 }
  deployment free on n2 { port 80 }
  networkpolicy web { podSelector app=web; policyTypes Ingress, Egress }
  networkpolicy db { podSelector app=db; ingress from podSelector app=web }
}
walk w ${walk}
`;

async function asked(cni: string, walk: string, on?: [string, string]) {
  const { model } = await topologyOf(file(cni, walk, on));
  const { routes, verdict } = model.trace(model.topology.walks[0]!.id);
  const [route] = routes;
  const steps = [...route!.forward, ...route!.reply].flatMap((hop) => hop.steps);
  return {
    verdict,
    cause: route!.cause,
    why: route!.assumes ?? [],
    entries: steps.flatMap((each) => (each.policy ? [each.entry] : [])),
  };
}

const cni = (mode: string) => `vpc-cni 1.21 { ENABLE_NETWORK_POLICY true; NETWORK_POLICY_ENFORCING_MODE ${mode} }`;
const young = '{ given pod web-1 { fresh true } }';

describe('a pod that was made just now', () => {
  test('is open in standard mode until its policies are there, and the step says so', async () => {
    const { verdict, entries } = await asked(cni('standard'), `from free to web:80 ${young}`);
    expect(verdict).toBe('delivered');
    expect(entries[0]).toBe(
      'skipped: standard mode: the pod was made just now, and everything passes until its policies are there',
    );
    expect((await asked(cni('standard'), 'from free to web:80')).cause).toBe('NP-POL');
  });
  test('gets nothing in strict mode, not even from its own node', async () => {
    for (const from of ['free', 'node n1']) {
      const { verdict, cause, entries } = await asked(cni('strict'), `from ${from} to web:80 ${young}`);
      if (from === 'node n1')
        expect(entries).toEqual([
          'strict mode: web-1 was made just now, everything is dropped until its policies are there',
        ]);
      expect([verdict, cause]).toEqual(['not-delivered', 'NP-STRICT']);
    }
  });
  test('is known to the policies of others or not: nobody tells', async () => {
    const { verdict, why } = await asked(cni('standard'), `from web to db:5432 ${young}`);
    expect(verdict).toBe('undetermined');
    expect(why[0]).toMatch(
      /^whether networkpolicy default\/db ingress rule 1: .* is not known: the pod was made just now$/,
    );
  });
  test('is not followed with Calico', async () => {
    const { verdict } = await asked('calico { encapsulation None }', `from free to web:80 ${young}`, [
      'plain',
      'plain',
    ]);
    expect(verdict).toBe('undetermined');
  });
  test('is open as ever where nobody enforces policies', async () => {
    expect((await asked('flannel', `from free to web:80 ${young}`, ['plain', 'plain'])).verdict).toBe('delivered');
  });
});
