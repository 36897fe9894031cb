import { describe, expect, it } from 'vitest';
import { fitOf, fitting } from '../src/state/fuzzy.ts';

const choices = ['app1:80', 'laptop', 'load-balancer app1-nlb:80', 'coredns-a'].map((text, i) => ({
  ...{ text, detail: `10.0.0.${i}` },
}));
const found = (typed: string): readonly string[] => fitting(choices, typed).map(({ choice }) => choice.text);

describe('a picker of names', () => {
  it('has first what begins with the letters, then what has them together, then apart', () => {
    expect(found('app')).toEqual(['app1:80', 'load-balancer app1-nlb:80', 'laptop']);
    expect(found('lap')).toEqual(['laptop', 'load-balancer app1-nlb:80']);
  });
  it('finds by the beginnings of words', () => {
    expect(found('lba')[0]).toBe('load-balancer app1-nlb:80');
    expect(fitOf('load-balancer app1', 'lba')?.at).toEqual([0, 5, 6]);
  });
  it('finds by address as it stands beside the name', () => {
    expect(found('10.0.0.3')).toEqual(['coredns-a']);
    expect(found('1003')).toEqual([]);
  });
  it('leaves all in their order when nothing is typed', () => {
    expect(found(' ')).toEqual(choices.map(({ text }) => text));
  });
});
