import { type Branch, type Leg, lookupsLine, lookupsOf } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { onKey } from '../src/state/key.ts';
import { lastWordsOf, passedSections } from '../src/state/legs.ts';
import { areOpen, askedAt } from '../src/state/lookups.ts';
import { reduce } from '../src/state/reduce.ts';
import { branchOf } from '../src/state/state.ts';
import { delivered } from './fixture/node-port.ts';
import { opened } from './fixture/states.ts';

/** A question, made by hand to test the panel's own logic. */
const asks = (from: string, to: string, more: Partial<Leg> & { readonly answer?: string } = {}): Leg => ({
  kind: 'lookup',
  what: 'udp 10.0.0.1:53',
  flow: { from, to, protocol: 'udp', port: 53 },
  request: { kind: 'dns', name: 'shop.example.com', type: 'A' },
  client: 'ok',
  forward: [],
  reply: [],
  ...more,
});

const [talk] = delivered.routes;
const connection: Leg = {
  ...{ kind: 'connection', what: 'tcp', flow: delivered.flow, client: 'ok' },
  ...{ forward: talk!.forward, reply: talk!.reply },
};
const looked = (...lookups: readonly Leg[]): Branch => ({ ...talk!, legs: [...lookups, connection] });

const own = asks('laptop', 'home router', { answer: '203.0.113.1, 192.168.1.50' });
const other = asks('home router', 'ISP resolver', { answer: '203.0.113.1, 192.168.1.50' });

describe('the questions about names', () => {
  it('fold to one line: what was asked, the answer, how many questions went to how many servers', () => {
    expect(lookupsLine(looked(own, other))).toEqual({
      text: 'A shop.example.com → 203.0.113.1, 192.168.1.50',
      more: '2 questions, 2 servers',
      isBad: false,
    });
    expect(lookupsLine(looked(asks('laptop', 'laptop', { fromCache: true, answer: '192.168.1.50' })))!.more).toBe(
      'from the cache',
    );
    expect(lookupsLine(talk!)).toBeUndefined();
  });

  it('tell on their line the answer that the connection goes to, where names were tried before', () => {
    const tried = asks('pod', 'CoreDNS', {
      request: { kind: 'dns', name: 'shop.example.com.default.svc', type: 'A' },
      client: 'nxdomain',
      answer: 'NXDOMAIN',
    });
    const line = lookupsLine(looked(tried, own))!;
    expect(line.text).toBe('A shop.example.com → 203.0.113.1, 192.168.1.50');
    expect(lookupsOf(looked(tried, own)).map(({ answer, isBad }) => [answer, isBad])).toEqual([
      ['NXDOMAIN', true],
      ['203.0.113.1, 192.168.1.50', false],
    ]);
  });

  it('fail where the program was told no address, and not where a name has no such record', async () => {
    const { topology, trace } = await exampleModel('internet-dns');
    const lines = ['W01', 'W03', 'W03b', 'W04'].map((name) => {
      const [branch] = trace(topology.walks.find((walk) => walk.name === name)!.id).routes;
      const tried = lookupsOf(branch!).filter(({ isBad }) => isBad).length;
      return [name, lookupsLine(branch!)!.isBad, tried > 0];
    });
    expect(lines).toEqual([
      ['W01', false, false],
      ['W03', false, false],
      ['W03b', true, true],
      ['W04', false, false],
    ]);
    const lost = topology.walks.find(({ title }) => title === 'a private name from outside')!;
    expect(lookupsLine(trace(lost.id).routes[0]!)!.isBad).toBe(true);
  });

  it('stand behind the question because of which they were asked', async () => {
    const { topology, trace } = await exampleModel('internet-dns');
    const [branch] = trace(topology.walks.find((walk) => walk.name === 'W04')!.id).routes;
    expect(lookupsOf(branch!).map(({ from, to, depth }) => `${depth} ${from} ${to}`)).toEqual([
      '0 laptop-2 box',
      '1 box isp-dns',
      '2 isp-dns server of .',
      '2 isp-dns server of example',
      '2 isp-dns server of shop.example',
      '0 laptop-2 box',
      '1 box isp-dns',
      '2 isp-dns server of shop.example',
    ]);
    expect(lookupsLine(branch!)!.text).toBe('A shop.example → 203.0.113.1, 203.0.113.2, 203.0.113.3');
  });

  it('are folded until l opens them, and open by themselves where one failed', () => {
    const line = lookupsLine(looked(own))!;
    expect([areOpen(undefined, line), areOpen(true, line)]).toEqual([false, true]);
    expect([areOpen(undefined, { ...line, isBad: true }), areOpen(false, { ...line, isBad: true })]).toEqual([
      true,
      false,
    ]);
  });

  it('keep the step of the cursor when they open and fold, and are spoken', () => {
    const state = { ...opened({ ...delivered, routes: [looked(own, other)] }), step: 4 };
    const key = onKey(state, { key: 'l', within: 'hops' });
    expect(key).toEqual({ kind: 'lookups' });
    const open = reduce(state, { kind: 'lookups' });
    expect(open).toMatchObject({ step: 4, lookups: true, notice: expect.stringContaining('2 questions, 2 servers') });
    expect(reduce(open, { kind: 'lookups' })).toMatchObject({ step: 4, lookups: false });
    expect(reduce(opened(), { kind: 'lookups' }).notice).toBe('no name was looked up');
  });

  it('are places of the cursor above the first step, where they are open', () => {
    const state = { ...opened({ ...delivered, routes: [looked(own, other)] }), step: 0 };
    const press = (from: typeof state, ...keys: readonly string[]) =>
      keys.reduce((now, key) => reduce(now, onKey(now, { key, within: 'hops' }) as Parameters<typeof reduce>[1]), from);
    const at = (now: typeof state) => [askedAt(now, branchOf(now)), now.step];
    // folded there is nothing above the first step
    expect(at(press(state, 'ArrowUp'))).toEqual([undefined, 0]);
    const open = press(state, 'l');
    expect(at(press(open, 'ArrowUp'))).toEqual([1, 0]);
    expect(at(press(open, 'ArrowUp', 'ArrowUp'))).toEqual([0, 0]);
    expect(at(press(open, 'ArrowUp', 'ArrowUp', 'ArrowUp'))).toEqual([0, 0]);
    expect(at(press(open, 'Home'))).toEqual([0, 0]);
    expect(at(press(open, 'Home', 'ArrowDown'))).toEqual([1, 0]);
    expect(at(press(open, 'Home', 'ArrowDown', 'ArrowDown'))).toEqual([undefined, 0]);
    expect(at(press(open, 'Home', 'ArrowDown', 'ArrowDown', 'ArrowDown'))).toEqual([undefined, 1]);
    // from a step further down Home is the first step, as ever
    expect(at(press(open, 'ArrowDown', 'Home'))).toEqual([undefined, 0]);
    expect(at(press(open, 'Home', 'End'))).toEqual([undefined, press(open, 'End').step]);
    expect(at(press(open, 'Home', 'l'))).toEqual([undefined, 0]);
    expect(press(open, 'Home').notice).toBe(
      'question 1 of 2, laptop asks home router, A shop.example.com, answer 203.0.113.1, 192.168.1.50',
    );
  });

  it('are gone to by a click, and never beyond the last', () => {
    const state = reduce(opened({ ...delivered, routes: [looked(own, other)] }), { kind: 'lookups' });
    expect(askedAt(reduce(state, { kind: 'asked', to: 1 }), branchOf(state))).toBe(1);
    expect(reduce(state, { kind: 'asked', to: 2 })).toBe(state);
    expect(reduce(opened(), { kind: 'asked', to: 0 }).asked).toBeUndefined();
  });

  it('leave the connections their letters and hops', () => {
    const state = opened({ ...delivered, routes: [looked(own, other)] });
    expect(reduce(state, { kind: 'go', where: 'last' }).step).toBe(
      reduce(opened(), { kind: 'go', where: 'last' }).step,
    );
  });
});

it('messages of a lease are sections without a letter, behind which nothing goes on', async () => {
  const { topology, trace } = await exampleModel('internet-dns');
  const [branch] = trace(topology.walks.find((walk) => walk.name === 'W02')!.id).routes;
  const sections = passedSections(branch!);
  expect(sections.map(({ letter, leg }) => [letter, leg.what])).toEqual([
    [undefined, 'DHCPDISCOVER'],
    [undefined, 'DHCPREQUEST 10.0.0.20'],
    [undefined, 'DHCPREQUEST 10.0.0.20'],
    [undefined, 'DHCPDISCOVER'],
  ]);
  for (const section of sections) expect(lastWordsOf(branch!, section)).toBeUndefined();
  expect(lookupsLine(branch!)).toBeUndefined();
});
