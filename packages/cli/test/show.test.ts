import { expect, test } from 'vitest';
import { folderWith, netk, overlapping } from './netk.ts';

const talk = 'examples/eks-talk.netk';

test('one view of a node is the text of the real tool, and nothing else', async () => {
  const { code, out, err } = await netk(['show', talk, 'nA', 'rules']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n').slice(0, 2)).toEqual([
    '0:\tfrom all lookup local',
    '512:\tfrom all to 192.168.1.51 lookup main',
  ]);
});

test('without a view everything is shown, each under its command', async () => {
  const { out } = await netk(['show', talk, 'pod61']);
  expect(out.match(/^# .*$/gm)).toEqual(
    expect.arrayContaining([
      '# ip rule show',
      '# ip route show table all',
      '# ip neigh show',
      '# cat /etc/resolv.conf',
    ]),
  );
  expect(out).toContain('169.254.1.1 dev eth0 lladdr');
});

test('what of a machine is not modelled stands at its head, once, as comments', async () => {
  const text = `vpc v 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone z; security-group g }
cluster c on eks in v {
  kube-proxy kernelspace
  node n m5.large in a { eni 0 10.0.1.10; pod p 10.0.1.20 { labels app=p; port 80 } }
  node m m5.large in a { eni 0 10.0.1.11 }
  cni vpc-cni { AWS_VPC_K8S_CNI_EXTERNALSNAT true }
}
`;
  const cwd = folderWith({ 'a.netk': text });
  const head = async (...words: string[]) =>
    (await netk(['show', 'a.netk', ...words], { cwd })).out.split('\n').filter((line) => line.includes('not modelled'));
  const proxy = '# cluster c uses kube-proxy kernelspace, which is not modelled yet';
  expect(await head('n', 'iptables')).toEqual([proxy]);
  expect(await head('n')).toEqual([proxy]);
  expect(await head('m', 'rules')).toEqual([proxy]);
  expect(await head('p')).toEqual([]);
});

test('a device can be given by its id', async () => {
  expect((await netk(['show', talk, 'talk/nA', 'routes'])).out).toContain('default via 192.168.1.1 dev eth1 table 2');
});

test('an unknown device ends with 2 and lists the devices', async () => {
  const { code, out, err } = await netk(['show', talk, 'nZ', 'rules']);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^netk: no device is called nZ in examples.eks-talk\.netk; there are .*\bnA\b.*\n$/);
});

test('an unknown view ends with 2 and names the views', async () => {
  const { code, err } = await netk(['show', talk, 'nA', 'tables']);
  expect(code).toBe(2);
  expect(err).toContain(
    'rules, rules6, routes, neighbours, iptables, ip6tables, nft, ipvs, ipset, ebpf, addresses, links, bridge, wireguard, policies, qdisc, resolv',
  );
});

test('a device without such a state ends with 1', async () => {
  const { code, err } = await netk(['show', talk, 'nat-1', 'iptables']);
  expect(code).toBe(1);
  expect(err).toContain('nat-1');
});

test('a device that a file with errors does not have ends with 2', async () => {
  const cwd = folderWith({ 'a.netk': overlapping });
  expect((await netk(['show', 'a.netk', 'nA', 'rules'], { cwd })).code).toBe(2);
});
