import { readFileSync } from 'node:fs';
import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { changesOf, createModel, endOf, explainOutcome, rewrites, type Trace, timelineOf } from '../../../src/index.ts';
import { exampleModel } from '../../support/example.ts';

const example = readFileSync(new URL('../../../../../examples/eks-talk.netk', import.meta.url), 'utf8');
const tracesOf = async (text: string): Promise<ReadonlyMap<string, Trace>> => {
  const { topology } = await topologyOf(text);
  const model = createModel(topology);
  return new Map(topology.walks.map((walk) => [walk.name ?? '', model.trace(walk.id)]));
};
const outcome = (trace: Trace) => explainOutcome(trace, trace.routes[0]!);

describe('the outcome of a delivered walk', async () => {
  const traces = await tracesOf(example);

  it('names the receiver, and what both ends see', () => {
    const words = outcome(traces.get('W23')!);
    expect([words.word, words.target]).toEqual(['Delivered', 'to pod71']);
    expect(words.clientSees).toBe('connected, from the address it dialled');
    expect(words.receiverSees).toMatch(/^pod71 sees 192\.168\.1\.50:\d+, not the client\.$/);
    expect([words.where, words.cause]).toEqual([undefined, undefined]);
  });
  it('says so when the receiver sees the client itself', () => {
    expect(outcome(traces.get('W22')!).receiverSees).toBe('pod71 sees 192.168.1.51:40000, the client itself.');
  });
  it('comes from the trace: another last packet gives other words', () => {
    const trace = traces.get('W23')!;
    const branch = trace.routes[0]!;
    const reply = branch.reply.map((hop) => ({
      ...hop,
      steps: hop.steps.map((step) => (step.after ? { ...step, after: { ...step.after, src: '10.9.9.9' } } : step)),
    }));
    expect(explainOutcome(trace, { ...branch, reply }).clientSees).toMatch(
      /^connected, from 10\.9\.9\.9:\d+, not from/,
    );
  });
  it('marks each rewrite exactly where before and after differ', () => {
    for (const trace of traces.values()) {
      for (const branch of trace.routes) {
        for (const moment of timelineOf(branch)) {
          if (!moment.before || !moment.after) continue;
          const ends = (['src', 'dst'] as const).some(
            (side) => endOf(moment.before!, side) !== endOf(moment.after!, side),
          );
          expect(rewrites(moment)).toBe(ends);
          for (const field of changesOf(moment)) expect(moment.before[field]).not.toBe(moment.after[field]);
        }
      }
    }
  });
});

/** The pinned choice is never made when the packet dies before it. */
const outcomeOfOthers = (trace: Trace) => explainOutcome(trace, trace.others![0]!);

describe('the outcome of a blocked walk', async () => {
  const closed = example.replace('ingress tcp/30000-32767 from 0.0.0.0/0', '');
  const words = outcomeOfOthers((await tracesOf(closed)).get('W23')!);

  it('says where, why, what the client sees, and the code of the cause', () => {
    expect([words.word, words.cause]).toEqual(['Not delivered', 'SG-IN']);
    expect(words.target).toBe('the packet dies at nA: no rule of the security groups lets it in');
    expect(words.where).toContain('nA, security group in');
    expect(words.clientSees).toMatch(/^timeout: no answer at all/);
    expect(words.receiverSees).toBe('');
  });
});

describe('the outcome of an undetermined walk', () => {
  it('says what is missing', () => {
    const trace: Trace = {
      ...{ id: 'w' as Trace['id'], flow: { from: 'a', to: 'b', protocol: 'tcp' }, verdict: 'undetermined' },
      routes: [
        {
          probability: 1,
          fraction: '1',
          choices: [],
          verdict: 'undetermined',
          client: 'unknown',
          assumes: ['nB has no type'],
          forward: [],
          reply: [],
        },
      ],
    };
    expect(outcome(trace)).toMatchObject({ word: 'Undetermined', target: 'nB has no type', why: 'nB has no type' });
  });
});

it('a name that was looked up alone is told with its addresses, a failure by the question that died', async () => {
  const { topology, trace } = await exampleModel('internet-dns');
  const said = (name: string) => {
    const asked = trace(topology.walks.find((walk) => walk.name === name)!.id);
    const { word, target } = explainOutcome(asked, asked.routes[0]!);
    return `${word}${target.startsWith(':') ? '' : ' '}${target}`;
  };
  expect(said('W01')).toBe('Found: www.shop.example is 203.0.113.1, 203.0.113.2, 203.0.113.3');
  expect(said('W03b')).toMatch(/^Not delivered question A api\.example\.com\S* from coredns-\w to the VPC resolver: /);
});
