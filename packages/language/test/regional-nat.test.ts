import { expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';
import { answersOf } from './sound/answers.ts';

const file = (gateway: string, inside = ''): string => `vpc net 10.5.0.0/16 on aws {
  internet-gateway out
  ${gateway}
  subnet open 10.5.0.0/24 zone z1 { route 0.0.0.0/0 -> out ${inside} }
  subnet work 10.5.1.0/24 zone z1 { route 0.0.0.0/0 -> nat }
  subnet other 10.5.2.0/24 zone z2 { route 0.0.0.0/0 -> nat }
  security-group all { ingress all from 0.0.0.0/0 }
  host plain 10.5.1.10 in work { security-groups all }
  host near 10.5.2.10 in other { security-groups all; port 443 }
}
internet { host far 198.51.100.60 { port 443 } }
walk leaves from host plain to far:443
walk stays from host plain to near:443
walk enters from far to 203.0.113.77:443
`;

test.each(['', 'eip 203.0.113.77 '])(
  'a regional NAT gateway %sis valid, and lets out what leaves by it',
  async (eip) => {
    const text = file(`nat-gateway nat ${eip}{ availability-mode regional }`);
    const { diagnostics } = await topologyOf(text);
    expect(diagnostics.filter(({ severity }) => (severity ?? 1) < 3)).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).not.toContain('NK008');
    const { answers } = await answersOf(text);
    expect(answers.leaves).toBe('delivered, ok');
    expect(answers.stays).toBe('delivered, ok');
    if (eip) expect(answers.enters).toBe('NAT-IN, timeout');
  },
);

test('it stands in no subnet', async () => {
  const { diagnostics } = await topologyOf(file('', '; nat-gateway nat { availability-mode regional }'));
  const errors = diagnostics.filter(({ severity }) => severity === 1);
  expect(errors.map(({ code, message }) => [code, message])).toEqual([
    ['NK023', 'nat-gateway nat is regional: it stands in the VPC, and not in subnet open'],
  ]);
});

test('a zonal one still needs an address and a way', async () => {
  const { diagnostics } = await topologyOf(file('', '; nat-gateway nat { availability-mode zonal }'));
  expect(diagnostics.filter(({ severity }) => severity === 1).map(({ code }) => code)).toEqual(['NK021']);
});
