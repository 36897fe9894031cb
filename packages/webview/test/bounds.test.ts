import { describe, expect, it } from 'vitest';
import { kept, scalesOf, zoomOf } from '../src/draw/bounds.ts';
import { levelOf } from '../src/draw/levels.ts';

describe('zoom and pan', () => {
  it.each([
    ['a mouse', { deltaY: -100, deltaMode: 0 }],
    ['a mouse that says 120', { deltaY: -120, deltaMode: 0 }],
    ['a mouse that counts lines', { deltaY: -3, deltaMode: 1 }],
  ])('%s makes 1.1 to 1.2 of the scale with one notch', (_, event) => {
    const factor = 2 ** zoomOf(event);
    expect(factor).toBeGreaterThan(1.1);
    expect(factor).toBeLessThan(1.2);
    expect(2 ** zoomOf({ ...event, deltaY: -event.deltaY }) * factor).toBeCloseTo(1);
  });
  it('a touchpad adds up small steps', () => {
    const steps = Array.from({ length: 5 }, () => 2 ** zoomOf({ deltaY: -4, deltaMode: 0 }));
    expect(steps.reduce((all, each) => all * each)).toBeCloseTo(2 ** 0.2);
  });
  it('keeps half of the view filled, or all of a picture that is smaller than that', () => {
    expect([kept(-900, 1000, 400), kept(900, 1000, 400), kept(-100, 1000, 400)]).toEqual([-800, 200, -100]);
    expect([kept(-50, 100, 400), kept(390, 100, 400), kept(40, 100, 400)]).toEqual([0, 300, 40]);
  });
  it('never shrinks a picture to much less than the whole of it', () => {
    const [least, most] = scalesOf({ width: 4000, height: 1000 }, { width: 400, height: 400 });
    expect(least).toBeCloseTo(0.08);
    expect(most).toBe(4);
    expect(scalesOf({ width: 100, height: 100 }, { width: 400, height: 400 })[0]).toBe(1);
  });
  it('opens what comes near and folds what goes far, with room between', () => {
    expect([levelOf(2, 'subnet'), levelOf(2, 'node'), levelOf(2, 'pod')]).toEqual(['node', 'pod', undefined]);
    expect([levelOf(1, 'subnet'), levelOf(0.3, 'pod'), levelOf(0.3, 'subnet')]).toEqual([undefined, 'node', undefined]);
  });
});
