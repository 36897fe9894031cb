import { lookupsLine, lookupsOf, matters } from '@netk/engine';
import { branchesOf } from './branches.ts';
import { nextStop, stopsAt, toggleBreak } from './breaks.ts';
import { comparing, nextDifference } from './compare.ts';
import type { Event, Move } from './event.ts';
import { fresh } from './fresh.ts';
import { hear } from './hear.ts';
import { keepPlace } from './keep-place.ts';
import { areOpen, askedAt, moveAsked, spokenQuestion } from './lookups.ts';
import { move } from './move.ts';
import { askNext, guess, isTold } from './predict.ts';
import { begun } from './prediction.ts';
import { foldRun } from './runs.ts';
import { levelNamed, moved, sought } from './scale.ts';
import { foldPart, openHere, showView, stepOfRow, switched } from './sequence.ts';
import { branchOf, momentOf, momentsOf, placeOf, type State, speeds, views } from './state.ts';

/** The state after an event. Pure: messages out, timers and drawing follow from the state elsewhere. */
export const reduce = (state: State, event: Event): State => openHere(state, changed(state, event));

function changed(state: State, event: Event): State {
  switch (event.kind) {
    case 'restore':
      return {
        ...state,
        restore: event.place,
        split: event.place.split ?? state.split,
        view: views.find((view) => view === event.place.view) ?? state.view,
        scale: { ...state.scale, level: levelNamed(event.place.scale?.level), at: event.place.scale?.at },
        breaks: new Set(event.place.breaks ?? state.breaks),
      };
    case 'choose-walk':
      return { ...fresh(state, event.walk), overlay: undefined, back: undefined };
    case 'check':
      return { ...fresh(state, event.walk), back: state.back ?? placeOf(state) };
    case 'back':
      return state.back ? { ...fresh(state, state.back.walk), restore: state.back, back: undefined } : state;
    case 'walk-again':
      return { ...state, walking: undefined, cancelled: false };
    case 'branch':
      return chooseBranch(state, event.branch);
    case 'step':
      return at(state, event.to);
    case 'go':
      return go(state, event.where);
    case 'asked':
      return atQuestion(state, event.to);
    case 'hop':
      return at(
        state,
        momentsOf(state).find((moment) => moment.direction === event.direction && moment.hopIndex === event.hop)?.index,
      );
    case 'device':
      return atDevice(state, event.id);
    case 'direction':
      return momentOf(state)?.direction === event.direction
        ? state
        : at(state, move(momentsOf(state), state.step, 'mirror'));
    case 'view':
      return showView(state, event.show);
    case 'map':
      return moved(state, event.level, event.at);
    case 'seek':
      return sought(state, event.text);
    case 'switch':
      return switched(state, event.what);
    case 'part':
      return foldPart(state, event.key);
    case 'run':
      return foldRun(state, event.key);
    case 'row': {
      // the questions about names are rows of their own, above
      const step = askedAt(state, branchOf(state)) === undefined ? stepOfRow(state, event.by) : undefined;
      return step === undefined ? go(state, event.by > 0 ? 'next' : 'previous') : at(state, step);
    }
    case 'compare':
      return comparing(state, event.against);
    case 'difference':
      return at(state, nextDifference(state));
    case 'calm':
      return { ...state, calm: !state.calm, notice: state.calm ? 'all steps' : 'only what mattered' };
    case 'break':
      return toggleBreak(state, event.what, event.at);
    case 'continue': {
      const { step, notice } = nextStop(state);
      return { ...at(state, step), notice };
    }
    case 'predict':
      return predicting(state);
    case 'guess':
      return guess(state, event.id);
    case 'play':
      return play(state);
    case 'speed':
      return { ...state, speed: speeds[(speeds.indexOf(state.speed) + 1) % speeds.length] ?? 1 };
    case 'macs':
      return { ...state, macs: !state.macs };
    case 'follow':
      return { ...state, follow: !state.follow };
    case 'lookups':
      return foldLookups(state);
    case 'pin':
      return {
        ...state,
        pinned: !state.pinned,
        notice: state.pinned ? 'the mark in the source follows' : 'the mark in the source stays',
      };
    case 'split':
      return { ...state, split: Math.min(80, Math.max(15, event.share)) };
    case 'unfold':
      return state.open.includes(event.id) ? state : { ...state, open: [...state.open, event.id] };
    case 'fold':
      return state.open.includes(event.id) ? { ...state, open: state.open.filter((id) => id !== event.id) } : state;
    case 'say':
      return { ...state, notice: event.text };
    case 'overlay':
      return { ...state, overlay: event.show };
    default:
      return hear(state, event);
  }
}

/** Up from the first step lead the questions about names, where they are open. */
function go(state: State, where: Move): State {
  const branch = branchOf(state);
  const asked = moveAsked(state, branch, where);
  if (asked === 'step') return at(state, 0);
  if (asked !== undefined) return atQuestion(state, asked);
  // from a question the steps begin with the first
  const from = askedAt(state, branch) === undefined ? state.step : 0;
  const moments = momentsOf(state);
  const last = moments.length - 1;
  if (state.predict && from === last && where.startsWith('next') && !isTold(state)) return askNext(state);
  const to = move(state.calm ? moments.filter((each) => matters(each) || each.index === from) : moments, from, where);
  const next = at(state, to);
  // who plays is stopped where a debugger would be
  const stop = state.playing && next.playing && stopsAt(state, moments, to) ? moments[to] : undefined;
  return stop ? { ...next, playing: false, notice: `stopped at ${stop.hop.device}, ${stop.step.stage}` } : next;
}

/** Told hop by hop from the first, or all at once, at the same step. */
function predicting(state: State): State {
  if (momentsOf(state).length === 0) return state;
  if (state.predict) return { ...state, predict: undefined, notice: 'all is shown' };
  const notice = 'the way is covered: → asks where it goes';
  return { ...state, predict: begun, step: 0, asked: undefined, playing: false, notice };
}

/** The cursor stands on a question, and behind it on the first step. */
function atQuestion(state: State, to: number): State {
  const branch = branchOf(state);
  if (!branch || to < 0 || to >= lookupsOf(branch).length) return state;
  return { ...state, asked: to, step: 0, playing: false, notice: spokenQuestion(branch, to) };
}

/** The cursor keeps its step. */
function foldLookups(state: State): State {
  const branch = branchOf(state);
  const line = branch && lookupsLine(branch);
  if (!line) return { ...state, notice: 'no name was looked up' };
  const open = !areOpen(state.lookups, line);
  return {
    ...state,
    lookups: open,
    asked: undefined,
    notice: open ? `lookups, ${line.text}, ${line.more}` : 'lookups folded',
  };
}

function at(state: State, step: number | undefined): State {
  const last = momentsOf(state).length - 1;
  if (step === undefined || last < 0) return state;
  const bounded = Math.max(0, Math.min(last, step));
  const ends = bounded === last && state.playing;
  return { ...state, step: bounded, asked: undefined, playing: state.playing && !ends, notice: '' };
}

/** A switch of branches keeps the device. */
function chooseBranch(state: State, branch: number): State {
  if (branch === state.branch || !state.trace || !branchesOf(state.trace)[branch]) return state;
  const before = momentsOf(state);
  const next = { ...state, branch, asked: undefined, notice: '' };
  if (state.predict) return { ...next, predict: begun, step: 0 };
  return { ...next, step: keepPlace(before, state.step, momentsOf(next)) };
}

/** A click on a device: its next passage after the cursor, else its first. */
function atDevice(state: State, id: string): State {
  const moments = momentsOf(state);
  const here = momentOf(state);
  const passages = moments.filter((moment, i) => matches(moment.hop, id) && moments[i - 1]?.hop !== moment.hop);
  const next = passages.find((moment) => moment.index > state.step && moment.hop !== here?.hop) ?? passages[0];
  return at(state, next?.index);
}

const matches = (hop: { readonly id: string; readonly source?: string }, id: string): boolean =>
  hop.id === id || hop.source === id;

function play(state: State): State {
  const last = momentsOf(state).length - 1;
  if (last < 1) return state;
  const restart = !state.playing && state.step === last;
  return { ...state, playing: !state.playing, step: restart ? 0 : state.step };
}
