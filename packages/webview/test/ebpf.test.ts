import { createModel, summaryOf } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { branchOf, momentsOf } from '../src/state/state.ts';
import { delivered } from './fixture/node-port.ts';
import { opened } from './fixture/states.ts';

const { topology } = await topologyOf(`vpc dc 10.0.0.0/16 on plain {
  subnet rack-1 10.0.1.0/24
  subnet rack-2 10.0.2.0/24
  host desk 10.0.1.90 in rack-1
}
cluster metal on plain in dc {
  clusterCIDR 10.244.0.0/16
  cni cilium { kubeProxyReplacement true }
  node n1 10.0.1.11 in rack-1 { pod a }
  node n2 10.0.2.11 in rack-2 { pod b { labels app=b; port 8080 } }
  service b NodePort { selector app=b; port 80 -> 8080 nodePort 30080 }
}
walk inside from a to service b:80
walk outside from desk to n1:30080
`);
const model = createModel(topology);

function sums(name: string, direction: 'forward' | 'reply'): readonly string[] {
  const walk = topology.walks.find((each) => each.name === name)!;
  const state = opened({ ...model.trace(walk.id), id: delivered.id });
  return branchOf(state)![direction].map((hop) => summaryOf(momentsOf(state).filter((moment) => moment.hop === hop)));
}

describe('what programs of eBPF do', () => {
  it('is said of the socket that is bound to a backend, and of nodes that redirect', () => {
    const [into, out] = ['into a tunnel · redirected by eBPF', 'out of a tunnel · redirected by eBPF'];
    expect(sums('inside', 'forward')).toEqual(['at the socket', into, '', out, '']);
    expect(sums('inside', 'reply')).toEqual(['', into, '', out, 'back at the socket']);
  });
  it('is said of a node that translates both addresses at once', () => {
    expect(sums('outside', 'forward')[1]).toBe('DNAT + SNAT · into a tunnel · redirected by eBPF');
    expect(sums('outside', 'reply')).toContain('out of a tunnel · un-DNAT + un-SNAT · redirected by eBPF');
  });
});
