import { summaryOf } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { talkScene } from '../../diagram/test/talk-scene.ts';
import { namesOf } from '../src/state/names.ts';
import { linkText, sourceOf } from '../src/state/source-link.ts';
import { speechOf } from '../src/state/speech.ts';
import { branchOf, momentOf, momentsOf, type State } from '../src/state/state.ts';
import { suggestWalk } from '../src/state/suggest-walk.ts';
import { pauseOf } from '../src/state/tempo.ts';
import { after, opened, picture } from './fixture/states.ts';

const rewrite = { kind: 'go', where: 'next-rewrite' } as const;

describe('words', () => {
  it('say the cursor for a screen reader', () => {
    expect(speechOf(opened())).toBe(`step 1 of ${momentsOf(opened()).length}, forward, client, socket`);
    expect(speechOf(after(opened(), rewrite))).toContain(
      'nA, nat PREROUTING, packet is now 192.168.101.200 port 54321 to 192.168.1.71 port 8080',
    );
  });
  it('sum up what a device did to the packet', () => {
    const sums = (state: State): string[] =>
      (['forward', 'reply'] as const).flatMap((direction) =>
        branchOf(state)![direction].map((hop) => summaryOf(momentsOf(state).filter((moment) => moment.hop === hop))),
      );
    expect(sums(opened()).filter((sum) => sum !== '')).toEqual(['DNAT · MASQUERADE', 'un-SNAT · un-DNAT']);
  });
  it('name the owners of addresses', () => {
    const names = namesOf(talkScene);
    const owners = ['192.168.1.50', '192.168.1.71', '10.100.20.30', '192.168.101.200', '8.8.8.8'].map((ip) =>
      names.get(ip),
    );
    expect(owners).toEqual(['nA', 'pod71', 'app1', 'client', undefined]);
  });
  it('lead to the line of the step, else to the line of its device', () => {
    const state = after(opened(), rewrite);
    expect(linkText(sourceOf(picture(), momentOf(state)!)!.range)).toBe('t1.netk:41');
    const other = after(state, { kind: 'go', where: 'next' });
    expect(linkText(sourceOf(picture(), momentOf(other)!)!.range)).toBe('t1.netk:22');
  });
  it('suggest a walk from names that the file has', () => {
    expect(suggestWalk(talkScene)).toBe('walk "who answers?" from pod51 to app1:80');
    expect(suggestWalk({ internet: [], systems: [], vpcs: [] })).toBeUndefined();
  });
  it('wait twice as long on a rewrite while playing', () => {
    expect(pauseOf(opened())).toBe(700);
    expect(pauseOf(after(opened(), rewrite))).toBe(1400);
    expect(pauseOf(after(opened(), { kind: 'speed' }))).toBe(350);
  });
});
