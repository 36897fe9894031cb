import { expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

const file = (way: string, route: string, internet = '') => `vpc dc 10.0.0.0/16 on plain {
  ${way}
  subnet a 10.0.1.0/24 { ${route} }
}
cluster demo on plain in dc {
  cni flannel
  node n1 10.0.1.11 in a { pod p }
}
${internet}
walk w from p to 198.51.100.7:443
`;
const answer = async (...parts: Parameters<typeof file>) => {
  const { model } = await topologyOf(file(...parts));
  const [route] = model.trace(model.topology.walks[0]!.id).routes;
  return [route!.verdict, route!.cause, route!.forward.at(-1)!.device];
};
const out = 'nat-gateway out eip 203.0.113.9';
const byOut = 'route 0.0.0.0/0 -> out';

test('an ordinary network without a way out tells its machines that there is none', async () => {
  expect(await answer('', '')).toEqual(['not-delivered', 'HOST-NOROUTE', 'router of dc']);
});
test('a line without a route to it is none either', async () => {
  expect(await answer(out, '')).toEqual(['not-delivered', 'HOST-NOROUTE', 'router of dc']);
});
test('what leaves by it reaches an Internet that the file does not describe, and one that it does', async () => {
  expect((await answer(out, byOut))[0]).toBe('delivered');
  const internet =
    'internet { as isp 64500 { announce 203.0.113.0/24, 198.51.100.0/24 }; host server 198.51.100.7 in isp { port 443 } }';
  expect(await answer(out, byOut, internet)).toEqual(['delivered', undefined, 'server']);
});
test('another kind of gateway of such a network is not known', async () => {
  expect((await answer('internet-gateway igw', 'route 0.0.0.0/0 -> igw'))[0]).toBe('undetermined');
  expect((await answer('nat-gateway out', byOut))[0]).toBe('undetermined');
});
