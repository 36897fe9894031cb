import { type Branch, naturalOrder } from '@netk/engine';
import { branchesOf } from './branches.ts';
import { momentsOf, type State } from './state.ts';

/** Others among which the device is that gets the packet next. */
const mostOthers = 3;

/** The whole of the shown branch, whatever is told of it. */
const wholeOf = ({ trace, branch }: State): Branch | undefined => trace && branchesOf(trace)[branch];

/** The hop that comes next, if it is one that can be asked for. */
function nextHop(state: State) {
  const whole = wholeOf(state);
  if (!whole || !state.predict) return undefined;
  const hops = [...whole.forward, ...whole.reply];
  const { shown } = state.predict;
  return { before: hops[shown - 1], next: hops[shown], turns: shown === whole.forward.length };
}

/** Who may get the packet next: the one that does, and others, in the order of their names. */
export function optionsOf(state: State): readonly { readonly id: string; readonly name: string }[] {
  const asked = nextHop(state);
  if (!asked?.next || !state.trace) return [];
  const { before, next } = asked;
  const seen = new Map<string, string>();
  for (const { forward, reply } of branchesOf(state.trace))
    for (const { id, device } of [...forward, ...reply]) if (id !== before?.id && id !== next.id) seen.set(id, device);
  const nodes = state.picture?.scene.vpcs.flatMap(({ subnets }) => subnets.flatMap((subnet) => subnet.nodes)) ?? [];
  const hosts = state.picture?.scene.vpcs.flatMap(({ subnets }) => subnets.flatMap((subnet) => subnet.hosts)) ?? [];
  for (const { id, label } of [...nodes, ...hosts])
    if (id !== before?.id && id !== next.id && ![...seen.values()].includes(label)) seen.set(id, label);
  const others = [...seen].filter(([, name]) => name !== next.device).slice(0, mostOthers);
  return [...others, [next.id, next.device] as const]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) => naturalOrder(a.name, b.name));
}

/** Whether all is told. */
export const isTold = (state: State): boolean => state.predict === undefined || nextHop(state)?.next === undefined;

/** What comes when the reader goes on at the end of what is told: the answer begins, or a hop is asked for. */
export function askNext(state: State): State {
  const asked = nextHop(state);
  if (!asked?.next || !state.predict) return state;
  const { predict } = state;
  if (asked.turns && asked.next.id === asked.before?.id)
    return {
      ...state,
      predict: { ...predict, shown: predict.shown + 1 },
      step: state.step + 1,
      notice: 'the answer begins',
    };
  return {
    ...state,
    playing: false,
    predict: { ...predict, asks: true },
    notice: `where does ${asked.before?.device} send it?`,
  };
}

/** The reader says who gets the packet next; undefined: they give up. */
export function guess(state: State, id: string | undefined): State {
  const asked = nextHop(state);
  if (!asked?.next || !state.predict?.asks) return state;
  const { predict } = state;
  const isRight = id === asked.next.id;
  const word = isRight ? 'right' : id === undefined ? 'told' : 'no';
  const told = { shown: predict.shown + 1, asks: false, right: predict.right + (isRight ? 1 : 0), of: predict.of + 1 };
  const next = { ...state, predict: told, notice: `${word}: it goes to ${asked.next.device}` };
  const moments = momentsOf(next);
  const last = moments.at(-1)?.hop;
  return { ...next, step: moments.find(({ hop }) => hop === last)?.index ?? state.step };
}
