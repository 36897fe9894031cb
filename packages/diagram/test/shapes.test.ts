import type { Trace } from '@netk/engine';
import { sceneOf } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { exampleModel } from '../../engine/test/support/example.ts';
import { escaped, layout, markupOf, paperStyle, type Shape, shapeOf, topologyPicture } from '../src/index.ts';

const model = await exampleModel('eks-talk');
const scene = sceneOf(model.plan);
const traceOf = (name: string): Trace => model.trace(model.topology.walks.find((walk) => walk.name === name)!.id);
const all = (shapes: readonly (Shape | string)[]): readonly Shape[] =>
  shapes.flatMap((each) => (typeof each === 'string' ? [] : [each, ...all(each.children)]));
const withClass = (shapes: readonly Shape[], name: string): readonly Shape[] =>
  all(shapes).filter(({ attributes }) =>
    String(attributes.class ?? '')
      .split(' ')
      .includes(name),
  );

describe('shapes as text', () => {
  it('have nothing in a text or a value that markup could begin with', () => {
    expect(markupOf(shapeOf('text', { x: 1, class: '"<&' }, '</text><script>&'))).toBe(
      '<text x="1" class="&quot;&lt;&amp;">&lt;/text&gt;&lt;script&gt;&amp;</text>',
    );
  });
  it('leave out characters that no XML has, and half of a pair', () => {
    expect(escaped('a\u0000\u001bb\ud800c\u{1F600}\n')).toBe('abc\u{1F600}\n');
  });
  it('leave out attributes that nobody gave', () => {
    expect(markupOf(shapeOf('rect', { x: 0, rx: undefined }))).toBe('<rect x="0"/>');
  });
});

describe('the picture of a topology', () => {
  it('has every box of the layout once, below and above the way', () => {
    const boxes = withClass(topologyPicture(scene).shapes, 'box');
    expect(boxes).toHaveLength(layout(scene).boxes.length);
  });
  it('has the numbers of every hop of a walk, both ways of one connection', () => {
    const branch = traceOf('W23').routes[0]!;
    const badges = withClass(topologyPicture(scene, branch).shapes, 'badge').map(({ attributes }) => [
      attributes['data-direction'],
      attributes['data-hop'],
    ]);
    const hops = (['forward', 'reply'] as const).flatMap((way) => branch[way].map((_, hop) => [way, hop]));
    expect(badges).toEqual(hops);
  });
  it('marks the devices of the way, and no others', () => {
    const on = withClass(topologyPicture(scene, traceOf('W18').routes[0]).shapes, 'on');
    const names = on.map((box) => all([box]).flatMap(({ tag, children }) => (tag === 'text' ? [children[0]] : [])));
    expect(names.flat()).toEqual(expect.arrayContaining(['pod51', 'pod61']));
    expect(names.flat()).not.toContain('pod71');
  });
  it('has no way where no packet is sent', () => {
    expect(withClass(topologyPicture(scene).shapes, 'route')).toEqual([]);
  });
  it('has a look on paper for every class of line that it draws', () => {
    const shapes = topologyPicture(scene, traceOf('W23').routes[0]).shapes;
    const lines = all(shapes).filter(({ tag }) => tag === 'path');
    // without one, a path is filled with black
    for (const { attributes } of lines)
      expect(
        String(attributes.class ?? '')
          .split(' ')
          .some((name) => paperStyle.includes(`.${name}`)),
        JSON.stringify(attributes),
      ).toBe(true);
  });
});
