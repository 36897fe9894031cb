import { describe, expect, it } from 'vitest';
import { createModel } from '../../../src/model.ts';
import type { NodeGroup } from '../../../src/topology/cluster.ts';
import { views } from '../../../src/views/show/index.ts';
import { cluster, id, node, pod, service, setting, subnet, to, topology, vpc, walk } from '../../support/build.ts';

const policy = (owner: string, word: string) => [setting(owner, 'forwardPolicy', word)];
const group = (settings: NodeGroup['settings']): NodeGroup => ({
  ...{ id: id('c/g'), name: 'g', machine: 'm5.large', count: 2, subnets: [id('v/s')], labels: {}, settings },
});
const vpcs = [vpc('10.0.0.0/16', [subnet('s', '10.0.0.0/24')])];

describe('the FORWARD policy of a machine', () => {
  const modelOf = (own: string | undefined, groups: string | undefined, clusters: string | undefined) => {
    const written = (owner: string, word: string | undefined) => (word === undefined ? [] : policy(owner, word));
    const nodes = [node('n', 'm5.large', 's', { settings: written('n', own) })];
    const more = { nodeGroups: [group(written('g', groups))], settings: written('c', clusters) };
    return createModel(topology({ vpcs, clusters: [cluster(nodes, [], more)] }));
  };
  const policies = (...words: Parameters<typeof modelOf>) =>
    Object.fromEntries(modelOf(...words).plan.nodes.map((each) => [each.name, each.forwardPolicy?.policy]));

  it('is its own, else its group’s, else its cluster’s, else the image’s', () => {
    const [unset, drop, accept] = [undefined, 'DROP', 'ACCEPT'];
    expect(policies(unset, unset, unset)).toEqual({ n: unset, 'g-1': unset, 'g-2': unset });
    expect(policies(unset, unset, 'drop')).toEqual({ n: drop, 'g-1': drop, 'g-2': drop });
    expect(policies('accept', 'drop', 'accept')).toEqual({ n: accept, 'g-1': drop, 'g-2': drop });
    expect(policies('drop', 'accept', 'drop')).toEqual({ n: drop, 'g-1': accept, 'g-2': accept });
  });
  it('counts as not written with another word', () => {
    expect(policies('reject', 'constructor', 'drop')).toEqual({ n: 'DROP', 'g-1': 'DROP', 'g-2': 'DROP' });
    expect(policies('reject', 'drop', 'reject').n).toBeUndefined();
  });
  it('is what iptables-save shows, of the filter table alone', () => {
    const model = modelOf('drop', undefined, undefined);
    const shown = (name: string) => {
      const device = [...model.network.devices.values()].find((each) => each.name === name)!;
      const lines = views.find((view) => view.name === 'iptables')?.lines(model.plan, device) ?? [];
      return lines.filter(({ text }) => text.startsWith(':FORWARD')).map(({ table, text }) => `${table} ${text}`);
    };
    expect(shown('n')).toEqual(['mangle :FORWARD ACCEPT [0:0]', 'filter :FORWARD DROP [0:0]']);
    expect(shown('g-1')).toEqual(['mangle :FORWARD ACCEPT [0:0]', 'filter :FORWARD ACCEPT [0:0]']);
  });
  it('is a finding where it drops, once for each line, with the nodes that it reaches', () => {
    const found = (...words: Parameters<typeof modelOf>) =>
      modelOf(...words).findings.map(({ code, about, message, related }) => ({
        ...{ code, about, related: related.map((each) => each.about) },
        nodes: /so (.*) each new packet/.exec(message)?.[1],
      }));
    expect(found('accept', 'accept', 'drop')).toEqual([]);
    expect(found('drop', undefined, undefined)).toEqual([
      { code: 'NK060', about: 'n#forwardPolicy', related: ['c'], nodes: 'node n drops' },
    ]);
    expect(found('drop', undefined, 'drop').map(({ about, nodes }) => [about, nodes])).toEqual([
      ['c#forwardPolicy', 'nodes g-1, g-2 drop'],
      ['n#forwardPolicy', 'node n drops'],
    ]);
  });
});

describe('a packet on machines whose FORWARD policy is DROP', () => {
  const app = { labels: { app: 'b' } };
  const nodes = ['x', 'y'].map((name) => node(name, 'm5.large', 's', { settings: policy(name, 'drop') }));
  const pods = [pod('a', 'x'), pod('a2', 'x'), pod('b', 'y', app)];
  const services = [service('s', 'b', { type: 'NodePort' })];
  const trace = (from: string, target: string, port: number, clusters = [cluster(nodes, pods, { services })]) => {
    const asked = walk('w', id(from), to(id(target), port));
    return createModel(topology({ vpcs, clusters, walks: [asked] })).trace(asked.id);
  };
  const stops = (...of: Parameters<typeof trace>) =>
    trace(...of).routes.map(({ verdict, blockers = [] }) => [
      verdict,
      ...blockers.map(({ direction, device, cause, entry, source }) => ({ direction, device, cause, entry, source })),
    ]);
  const stop = (name: string) => ({
    ...{ direction: 'forward', device: name, cause: 'FWD-DROP', entry: '-P FORWARD DROP' },
    source: `${name}#forwardPolicy`,
  });

  it('dies at the first machine that passes it on, and would at the next', () => {
    expect(stops('c/default/a', 'c/default/b', 8080)).toEqual([['not-delivered', stop('x'), stop('y')]]);
    expect(stops('c/default/a', 'c/default/a2', 8080)).toEqual([['not-delivered', stop('x')]]);
    expect(stops('c/default/a', 'c/default/s#service', 80)).toEqual([['not-delivered', stop('x'), stop('y')]]);
  });
  it('is not passed on by the machine that sends it', () => {
    expect(stops('c/x', 'c/default/a2', 8080)).toEqual([['delivered']]);
    expect(stops('c/x', 'c/default/b', 8080)).toEqual([['not-delivered', stop('y')]]);
  });
  it('passes with the mark of kube-proxy, and its answer as one of a known connection', () => {
    // a pod that reaches itself through a Service is marked, and so is everything under masqueradeAll
    const proxy = { ...setting('c', 'kube-proxy', 'iptables'), settings: [setting('p', 'masqueradeAll', 'true')] };
    expect(stops('c/default/b', 'c/default/s#service', 80)).toEqual([['delivered']]);
    const open = [nodes[0]!, node('y', 'm5.large', 's')];
    const marking = [cluster(open, pods, { services, settings: [proxy] })];
    expect(stops('c/default/a', 'c/default/s#service', 80, marking)).toEqual([['delivered']]);
    const entries = trace('c/default/a', 'c/default/s#service', 80, marking).routes[0]!;
    const decided = (hops: typeof entries.forward) =>
      hops
        .filter((hop) => hop.device === 'x')
        .flatMap((hop) => hop.steps.filter(({ stage }) => stage === 'filter FORWARD').map(({ entry }) => entry));
    expect(decided(entries.forward)).toContain('-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT');
    expect(decided(entries.reply)).toContain('-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT');
  });
});
