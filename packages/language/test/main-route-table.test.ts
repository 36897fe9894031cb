import { expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';
import { answersOf } from './sound/answers.ts';

/** A server in a subnet that names no table, and one in a subnet that names `other`. */
const file = (tables: string): string => `vpc net 10.7.0.0/16 on aws {
  internet-gateway out
  ${tables}
  subnet bare 10.7.1.0/24 zone z1
  subnet named 10.7.2.0/24 zone z1 { route-table other }
  security-group open { ingress all from 0.0.0.0/0 }
  host first 10.7.1.10 in bare { eip 203.0.113.21; security-groups open; port 443 }
  host second 10.7.2.10 in named { eip 203.0.113.22; security-groups open; port 443 }
}
internet { host far 198.51.100.60 { port 443 } }
walk first from host first to far:443
walk second from host second to far:443
`;
const open = 'route 0.0.0.0/0 -> out';
const [lost, passes] = ['VPC-NOROUTE, timeout', 'delivered, ok'];

test.each([
  ['is used by subnets without a table', `route-table rt { main true; ${open} }`, 'route-table other', passes, lost],
  ['is not used by subnets with one', 'route-table rt { main true }', `route-table other { ${open} }`, lost, passes],
  ['is nothing that its name makes', `route-table main { ${open} }`, `route-table other { ${open} }`, lost, passes],
  ['is none with main false', `route-table rt { main false; ${open} }`, 'route-table other', lost, lost],
  ['has only the local route when none is written', '', `route-table other { ${open} }`, lost, passes],
  ['may be named by subnets too', '', `route-table other { main true; ${open} }`, passes, passes],
])('the main route table %s', async (_, main, other, first, second) => {
  const { answers } = await answersOf(file(`${main}\n${other}`));
  expect(answers).toEqual({ first, second });
});

test('a table is the main one for one walk that says so', async () => {
  const given = 'walk laid from host first to far:443 { given route-table other { main true } }\n';
  const { answers } = await answersOf(`${file(`route-table other { ${open} }`)}${given}`);
  expect(answers).toEqual({ first: lost, second: passes, laid: passes });
});

test('two of a VPC are an error at the second, two of two VPCs are not', async () => {
  const { diagnostics } = await topologyOf(file('route-table rt { main true }\nroute-table other { main true }'));
  expect(diagnostics.filter(({ severity }) => severity === 1).map(({ code, message }) => [code, message])).toEqual([
    ['NK125', 'route-table rt: vpc net has one main route table, and it is other'],
  ]);
  const apart = await topologyOf(
    'vpc a 10.0.0.0/16 on aws { route-table r { main true } }\nvpc b 10.1.0.0/16 on aws { route-table r { main true } }\n',
  );
  expect(apart.diagnostics).toEqual([]);
});

test('it counts as used, and its routes count as those of the subnets that use it', async () => {
  const { diagnostics, topology } = await topologyOf(`vpc net 10.7.0.0/16 on aws {
  internet-gateway out
  route-table rt { main true; ${open} }
  subnet bare 10.7.1.0/24 zone z1 { nat-gateway nat 10.7.1.9 eip 203.0.113.9 }
}
`);
  expect(diagnostics).toEqual([]);
  expect(topology.vpcs[0]?.routeTables[0]?.settings[0]).toMatchObject({ key: 'main', values: ['true'] });
});
