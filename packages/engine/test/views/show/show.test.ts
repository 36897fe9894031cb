import { describe, expect, test } from 'vitest';
import { views } from '../../../src/index.ts';
import { exampleModel } from '../../support/example.ts';

const model = await exampleModel('eks-talk');
const modern = await exampleModel('eks-nftables');
const plain = await exampleModel('bridge');
const device = (name: string) => [...model.network.devices.values()].find((each) => each.name === name)!;
const show = (name: string, view: string): string | undefined =>
  views
    .find((each) => each.name === view)!
    .lines(model.plan, device(name))
    ?.map((line) => `${line.text}\n`)
    .join('');

describe('the state of a machine', () => {
  test.each([
    ['nA', 'rules'],
    ['nA', 'routes'],
    ['nA', 'neighbours'],
    ['nA', 'iptables'],
    ['nA', 'addresses'],
    ['nA', 'resolv'],
    ['pod61', 'routes'],
    ['pod61', 'neighbours'],
    ['pod61', 'addresses'],
    ['pod61', 'resolv'],
  ])('of %s: %s', async (name, view) => {
    await expect(show(name, view) ?? 'none\n').toMatchFileSnapshot(`golden/${name}.${view}.txt`);
  });
  test('of n1: nft, with the table of the VPC CNI', async () => {
    const node = [...modern.network.devices.values()].find(({ name }) => name === 'n1')!;
    const lines = views.find(({ name }) => name === 'nft')!.lines(modern.plan, node)!;
    await expect(lines.map(({ text }) => `${text}\n`).join('')).toMatchFileSnapshot('golden/n1.nft.txt');
  });
  test.each(['bridge', 'links', 'iptables', 'routes'])('of a node with a bridge: %s', async (view) => {
    const node = [...plain.network.devices.values()].find(({ name }) => name === 'VM1')!;
    const lines = views.find(({ name }) => name === view)!.lines(plain.plan, node)!;
    await expect(lines.map(({ text }) => `${text}\n`).join('')).toMatchFileSnapshot(`golden/VM1.${view}.txt`);
  });
  test('of a machine without a bridge has none', () => expect(show('nA', 'bridge')).toBeUndefined());
  test('of a machine without tables of nftables is empty', () => expect(show('nA', 'nft')).toBe(''));
});
