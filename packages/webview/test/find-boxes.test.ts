import { describe, expect, it } from 'vitest';
import { findBoxes } from '../src/state/find-boxes.ts';

const boxes = [
  { label: 'a-pod7', sub: '192.168.1.7' },
  { label: 'pod71', sub: '192.168.1.71' },
  { label: 'nA', sub: '' },
];
const names = (text: string): readonly string[] => findBoxes(boxes, text).map((box) => box.label);

describe('the search in the diagram', () => {
  it('finds by a part of the name, in any case, beginnings first', () => {
    expect(names('POD7')).toEqual(['pod71', 'a-pod7']);
  });
  it('finds by address', () => {
    expect(names('.1.71')).toEqual(['pod71']);
  });
  it('finds by the whole address where the box shows the end of it', () => {
    const short = [{ label: 'pod71', sub: '.1.71' }];
    expect(findBoxes(short, '192.168.1.71', new Map([['192.168.1.71', 'pod71']]))).toEqual(short);
  });
  it('finds nothing for an empty text or an unknown name', () => {
    expect([names('  '), names('zz')]).toEqual([[], []]);
  });
});
