import { expect, test } from 'vitest';
import { topologyOf } from '../src/project.ts';

const file = (lines: string): string => `
vpc v 10.0.0.0/16 on aws {
  security-group open { ingress all from 0.0.0.0/0 }
  security-group g { ingress all from 0.0.0.0/0; ${lines} }
  subnet a 10.0.1.0/24 zone a
  host db 10.0.1.10 in a { security-groups g }
  host w 10.0.1.11 in a { security-groups open; port 80; port 81 }
}
walk x from host db to w:80
`;

test.each([
  ['no egress line lets everything out, as the EC2 API makes a group', '', undefined],
  ['none is the empty list', 'egress none', 'SG-OUT'],
  ['with a line nothing else leaves', 'egress tcp/81 to 0.0.0.0/0', 'SG-OUT'],
  ['and what it names does', 'egress tcp/80 to 0.0.0.0/0', undefined],
])('%s', async (_, lines, cause) => {
  const { model, diagnostics } = await topologyOf(file(lines));
  expect(diagnostics.filter(({ severity }) => (severity ?? 1) < 3)).toEqual([]);
  const [route] = model.trace(model.topology.walks[0]!.id).routes;
  expect(route?.cause).toBe(cause);
});

test('none beside another egress line is an error', async () => {
  const { diagnostics } = await topologyOf(file('egress none; egress tcp/80 to 0.0.0.0/0'));
  const errors = diagnostics.filter(({ severity }) => severity === 1);
  expect(errors.map(({ code, message }) => [code, message])).toEqual([
    ['NK122', 'egress of security-group g: none says that the list is empty, and there are other egress lines'],
  ]);
});
