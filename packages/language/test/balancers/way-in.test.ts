import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { asking, endOf, fates, picked, shares } from './asking.ts';

const file = path.resolve(import.meta.dirname, '../../../../examples/production.netk');
const production = { 'production.netk': readFileSync(file, 'utf8') };
const iptables = 'given cluster platform { kube-proxy iptables }';

test('a customer who pays gets to each gateway from each zone of the ALB, equally likely, whatever proxy the nodes have', async () => {
  const ask = (given: string) =>
    asking(
      `import "./production.netk"\nwalk checkout from internet to "https://shop.example.com/api/pay" { ${given} }`,
      production,
    );
  const { errors, traces } = await ask(iptables);
  expect(errors).toEqual([]);
  const trace = traces.checkout!;
  const each = [1, 2, 3, 4, 5, 6].map((i) => `gateway-${i}`);
  const zones = ['a', 'b', 'c'].map((zone) => `ALB shop eu-central-1${zone}`);
  expect(shares(trace, (way) => `${way.choices.at(-1)!.at} ${picked(way, 'target')}`)).toEqual(
    Object.fromEntries(zones.flatMap((zone) => each.map((name) => [`${zone} ${name}`, 0.055555556]))),
  );
  expect(fates(trace)).toEqual({ 'delivered, ok': 1 });
  expect(trace.routes.every((way) => endOf(way) === picked(way, 'target'))).toBe(true);
  const other = (await ask('')).traces.checkout!;
  const ends = shares(trace, endOf);
  expect(shares(other, endOf)).toEqual(ends);
});

test('a partner outside the allow-list is dropped by the group of the ALB in every zone; one inside is answered', async () => {
  const given = `${iptables}\n  given ingress edge/partner { inbound-cidrs 198.51.100.0/24 }`;
  const { errors, traces } = await asking(
    `import "./production.netk"\nwalk stranger from 192.0.2.129 to "https://partner.example.com/v1/x" { ${given} }\nwalk partner from 198.51.100.9 to "http://partner.example.com/v1/x" { ${given} }`,
    production,
  );
  expect(errors).toEqual([]);
  expect(traces.stranger!.routes.map(({ fraction }) => fraction)).toEqual(['1/3', '1/3', '1/3']);
  expect(fates(traces.stranger!)).toEqual({ 'SG-IN, timeout': 1 });
  expect(fates(traces.partner!)).toEqual({ 'delivered, ok': 1 });
});
