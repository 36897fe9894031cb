import { describe, expect, it } from 'vitest';
import { momentOf, momentsOf, type State } from '../src/state/state.ts';
import { askForState, showIn, tableOf } from '../src/state/state-link.ts';
import { delivered, dropped } from './fixture/node-port.ts';
import { after, opened, uri } from './fixture/states.ts';

/** The state with the cursor on the first step of a device whose entry contains a text. */
const at = (state: State, device: string, text: string): State => {
  const step = momentsOf(state).findIndex(({ hop, step }) => hop.device === device && step.entry.includes(text));
  if (step < 0) throw new Error(`no step of ${device} says ${text}`);
  return after(state, { kind: 'step', to: step });
};

describe('the link from a step to the tables of its machine', () => {
  it('names the view and asks for the entry, with words for why it is shown', () => {
    const state = at(opened(), 'nA', '-j DNAT');
    const { hopIndex, step } = momentOf(state)!;
    const asked = askForState(state)!;
    expect(showIn(asked.state)).toBe('Show in iptables');
    expect(asked).toEqual({
      kind: 'showState',
      uri,
      walk: delivered.id,
      node: 'talk/nA',
      state: { view: 'iptables', table: 'nat', entry: step.entry },
      words: `hop ${hopIndex + 1} of ${delivered.name}, nat PREROUTING`,
      number: hopIndex + 1,
    });
  });

  it('leads to the routes too, and says which way the packet goes', () => {
    const views = new Set(momentsOf(opened()).flatMap((moment) => tableOf(moment)?.view ?? []));
    expect([...views].sort()).toEqual(['iptables', 'routes']);
    const reply = momentsOf(opened()).find((moment) => moment.direction === 'reply' && tableOf(moment));
    expect(askForState(opened(), reply)?.words).toMatch(/^reply hop \d+ of W/);
  });

  it('is there for a drop by a rule, and not for steps that no table of a machine decided', () => {
    const drop = momentsOf(opened(dropped)).find(({ step }) => step.kind === 'drop')!;
    expect(askForState(opened(dropped), drop)?.state).toMatchObject({ view: 'iptables', entry: drop.step.entry });
    for (const moment of momentsOf(opened())) {
      const none = moment.hop.kind === 'router' || ['send', 'receive', 'deliver'].includes(moment.step.kind);
      if (none) expect(askForState(opened(), moment)).toBeUndefined();
    }
  });
});

describe('the editor’s answer', () => {
  it('is spoken, when it is about the file that is shown', () => {
    const text = 'nA · iptables: line 42 is marked';
    expect(after(opened(), { kind: 'said', uri, text }).notice).toBe(text);
    expect(after(opened(), { kind: 'said', uri: 'file:///other.netk', text }).notice).toBe(opened().notice);
  });
});
