import { rewrites } from '@netk/engine';
import { describe, expect, it } from 'vitest';
import { isAct, type Key, onKey } from '../src/state/key.ts';
import { reduce } from '../src/state/reduce.ts';
import { momentOf, momentsOf, type State } from '../src/state/state.ts';
import { dropped } from './fixture/node-port.ts';
import { opened } from './fixture/states.ts';

/** The state after keys, pressed with the focus in the list of hops. */
const press = (state: State, ...keys: readonly string[]): State =>
  keys.reduce((now, key) => {
    const does = onKey(now, { key, within: 'hops' });
    return does && !isAct(does) ? reduce(now, does) : now;
  }, state);
const does = (key: string, more: Partial<Key> = {}) => onKey(opened(), { key, within: 'other', ...more });
const last = momentsOf(opened()).length - 1;

describe('keys', () => {
  it('search with a slash', () => {
    expect(does('/')).toEqual({ kind: 'search' });
  });
  it('open the tables of the machine with t', () => {
    expect(does('t')).toEqual({ kind: 'table' });
  });
  it('open the inside of the machine with o, and leave it', () => {
    expect(press(opened(), 'o')).toMatchObject({ view: 'node', notice: 'view: node' });
    expect(press(opened(), 'o', 'o').view).toBe('topology');
  });
  it('hold the mark in the source with s, and let it go', () => {
    expect(press(opened(), 's')).toMatchObject({ pinned: true, notice: 'the mark in the source stays' });
    expect(press(opened(), 's', 's').pinned).toBe(false);
    expect(press(opened(), 's', 'ArrowRight').notice).toBe('');
  });
  it('step forth and back with the arrows', () => {
    expect(press(opened(), 'ArrowRight', 'ArrowRight', 'ArrowLeft').step).toBe(1);
    expect(press(opened(), 'ArrowDown', 'ArrowDown', 'ArrowUp').step).toBe(1);
    expect(press(opened(), 'ArrowLeft').step).toBe(0);
  });
  it('leave up and down to the page outside of list and slider', () => {
    expect(does('ArrowDown')).toBeUndefined();
    expect(does('ArrowUp', { within: 'packet' })).toBeUndefined();
    expect(does('ArrowDown', { within: 'scrubber' })).toEqual({ kind: 'go', where: 'next' });
  });
  it('go to the first and last step with Home and End', () => {
    expect(press(opened(), 'End').step).toBe(last);
    expect(press(opened(), 'End', 'Home').step).toBe(0);
    expect(press(opened(), 'End', 'ArrowRight').step).toBe(last);
  });
  it('go from device to device with PgDn and PgUp', () => {
    const second = press(opened(), 'PageDown', 'PageDown');
    expect(momentOf(second)?.hop.device).toBe('nA');
    expect(momentOf(press(second, 'ArrowRight', 'PageUp'))?.hop.device).toBe('VPC router');
    expect(press(opened(), 'PageUp').step).toBe(0);
  });
  it('go to the next and previous rewrite with n and p', () => {
    const dnat = momentOf(press(opened(), 'n'))!;
    expect(rewrites(dnat)).toBe(true);
    expect(dnat.step.entry).toContain('DNAT');
    expect(momentOf(press(opened(), 'n', 'n'))?.step.entry).toContain('MASQUERADE');
    expect(momentOf(press(opened(), 'n', 'n', 'p'))).toBe(momentOf(press(opened(), 'n')));
  });
  it('stop n at a drop', () => {
    expect(momentOf(press(opened(dropped), 'n'))?.step.kind).toBe('drop');
  });
  it('change between forward and reply at the same device with r', () => {
    const there = press(opened(), 'n', 'r');
    expect(momentOf(there)).toMatchObject({ direction: 'reply', hop: { device: 'nA' } });
    expect(momentOf(press(there, 'r'))).toMatchObject({ direction: 'forward', hop: { device: 'nA' } });
  });
  it('stay where they are with r when there is no reply', () => {
    const state = press(opened(dropped), 'n');
    expect(press(state, 'r').step).toBe(state.step);
  });
  it('play and pause with Space, and start anew at the end', () => {
    expect(press(opened(), ' ').playing).toBe(true);
    expect(press(opened(), ' ', ' ').playing).toBe(false);
    expect(press(opened(), 'End', ' ')).toMatchObject({ playing: true, step: 0 });
    expect(press(opened(), 'End', 'ArrowLeft', ' ', 'ArrowRight').playing).toBe(false);
  });
  it('choose a branch with 1 to 9, and keep the device', () => {
    const state = press(opened(), 'n', '3');
    expect(state.branch).toBe(2);
    expect(momentOf(state)?.hop.device).toBe('nA');
    expect(momentOf(state)?.step.entry).toContain('192.168.3.71');
    expect(press(opened(), '9').branch).toBe(0);
  });
  it('show the MAC addresses with m and follow the packet with f', () => {
    expect(press(opened(), 'm').macs).toBe(true);
    expect(press(opened(), 'm', 'm').macs).toBe(false);
    expect(press(opened(), 'f').follow).toBe(true);
  });
  it('show this table with ? and close it with Escape', () => {
    expect(press(opened(), '?').overlay).toBe('keys');
    expect(press(opened(), '?', 'Escape').overlay).toBeUndefined();
    expect(does('Escape')).toEqual({ kind: 'leave' });
  });
  it('zoom with + − 0, and jump between the parts with F6', () => {
    expect(['+', '-', '0'].map((key) => does(key))).toEqual([
      { kind: 'zoom', by: 'in' },
      { kind: 'zoom', by: 'out' },
      { kind: 'zoom', by: 'fit' },
    ]);
    expect(does('F6')).toEqual({ kind: 'jump', to: 'next' });
    expect(does('F6', { shift: true })).toEqual({ kind: 'jump', to: 'previous' });
  });
  it('leave every other key alone', () => {
    expect(['Tab', 'Enter', 'x'].map((key) => does(key))).toEqual([undefined, undefined, undefined]);
  });
});
