import {
  type Badge,
  type Box,
  badgeShapes,
  badgesOf,
  deathShapes,
  type Geometry,
  type Level,
  layers,
  layout,
  litOf,
  picksOf,
  pipesOf,
  placeOfDeath,
  type Route,
  routeShapes,
  routes,
  sessionShapes,
  sessionsOf,
  stopsOf,
  vpcsAside,
  waysOf,
  wires,
} from '@netk/diagram';
import type { Branch, Moment, Scene } from '@netk/engine';
import { select } from 'd3';
import { branchesOf } from '../state/branches.ts';
import { checkWalkOf } from '../state/health.ts';
import { namesOf } from '../state/names.ts';
import { branchOf, momentOf, type State } from '../state/state.ts';
import { drawBoxes, fill, pressable } from './boxes.ts';
import { el, setAttribute } from './el.ts';
import { find } from './find.ts';
import { markHealth } from './health-marks.ts';
import { iconButton } from './icon.ts';
import { isFree, legend } from './legend.ts';
import { boxNear, deeper, leastScale, levelOf, levels, readableScale } from './levels.ts';
import { type Arrow, nearest } from './nearest.ts';
import type { Hands, Part } from './panel.ts';
import { rove } from './rove.ts';
import { travel } from './travel.ts';
import { viewport } from './viewport.ts';

/** The picture, with what the page may ask of it. */
export interface Diagram extends Part {
  zoom(by: 'in' | 'out' | 'fit' | 'deeper'): void;
  /** The place in the panel may have changed its size. */
  resized(): void;
  focus(): void;
  /** Opens the field that finds a box. */
  search(): void;
}

export function diagram(hands: Hands, calm: () => boolean): Diagram {
  const svg = select(document.createElementNS('http://www.w3.org/2000/svg', 'svg'))
    .attr('class', 'diagram')
    .attr('role', 'group')
    .attr('aria-roledescription', 'network diagram')
    .attr('tabindex', 0)
    .attr('data-key', 'diagram');
  const world = svg.append('g').attr('class', 'world');
  const layer = (name: string) => world.append('g').attr('class', name);
  const back = layer('back');
  const wired = layer('wires').attr('aria-hidden', 'true');
  const spoken = layer('sessions').attr('aria-hidden', 'true');
  const front = layer('front');
  const routed = layer('routes').attr('aria-hidden', 'true');
  const top = layer('straddling');
  const numbers = layer('badges').attr('aria-hidden', 'true');
  const death = layer('death').attr('aria-hidden', 'true');
  const dot = layer('dot').attr('aria-hidden', 'true');
  const view = viewport(svg, world, calm, zoomed);
  const key = legend();
  const tools = el(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Diagram' },
    iconButton('follow', 'Follow the packet (F)', 'follow', () => hands.dispatch({ kind: 'follow' })),
    iconButton('minus', 'Zoom out (−)', 'zoom-out', () => view.zoom('out')),
    iconButton('plus', 'Zoom in (+)', 'zoom-in', () => view.zoom('in')),
    iconButton('deeper', 'Open what is in view ( . )', 'deeper', () => open_()),
    iconButton('fit', 'The whole picture (0)', 'zoom-fit', home),
  );
  rove(tools, [...tools.children] as HTMLElement[]);
  const finder = find({
    boxes: () => geometry?.boxes.filter(pressable) ?? [],
    owners: () => (scene ? namesOf(scene) : new Map()),
    go: focusBox,
    leave: () => svg.node()!.focus(),
  });
  const inside = [svg.node()!, key.element, tools, finder.element];
  const element = el('section', { class: 'top', 'aria-label': 'Topology' }, ...inside);

  let geometry: Geometry | undefined;
  let scene: Scene | undefined;
  let level: Level = 'pod';
  let branch: Branch | undefined;
  /** The question whose way is shown, where questions about names are all that there is. */
  let question: number | undefined;
  let ways: readonly Route[] = [];
  let last: State | undefined;
  let open: readonly string[] = [];
  /** The VPCs that are folded, as the walk does not pass them and all of them could not be read at once. */
  let folded = none;
  /** The level that the user chose; undefined: the deepest that can be read. */
  let depth: Level | undefined;

  /** What of a picture is folded for a walk: nothing that the user has opened, and nothing where all of it can be read. */
  function foldedFor(next: Scene, { trace, open }: State): ReadonlySet<string> {
    const aside = next.vpcs.length > 1 && trace ? vpcsAside(next, branchesOf(trace)) : none;
    const left = [...aside].filter((id) => !open.includes(id));
    if (left.length === 0 || view.scaleFor(layout(next, { level: 'pod' })) >= readableScale) return none;
    // a set that is equal is the same: nothing is drawn anew
    return left.length === folded.size && left.every((id) => folded.has(id)) ? folded : new Set(left);
  }

  /** Folds and unfolds what a new picture, trace or choice of the user asks for; whether anything did. */
  function refold(next: Scene, state: State): boolean {
    if (next === scene && state.trace === last?.trace && state.open === open) return false;
    // while a trace is on its way, what is folded stays so
    const now = next !== scene || state.trace ? foldedFor(next, state) : folded;
    if (now === folded) return false;
    folded = now;
    return true;
  }

  /** The deepest level that can be read, and its geometry. A level deeper than the one in view needs some more room. */
  function fitting(next: Scene): { readonly level: Level; readonly geometry: Geometry } {
    const options = { hint: geometry?.slots ?? {}, open: new Set(open), folded };
    if (depth) return { level: depth, geometry: layout(next, { ...options, level: depth }) };
    const now = geometry ? levels.indexOf(level) : 0;
    for (const [depth, each] of levels.entries()) {
      const made = layout(next, { ...options, level: each });
      const least = leastScale(view.frame().width) * (depth < now ? 1.15 : 1);
      if (view.scaleFor(made) >= least || depth === levels.length - 1) return { level: each, geometry: made };
    }
    throw new RangeError('there is always a last level');
  }

  /** Draws another level, and shows where the same box is in it. */
  function goDeep(to: Level | undefined, around: Box | undefined): void {
    if (!scene || !geometry) return;
    depth = to;
    relayout(scene);
    branch = undefined;
    if (last) redraw(last);
    const same = around && geometry.boxes.find(({ id, kind }) => id === around.id && kind !== 'kernel');
    if (same) view.put(same, readableScale);
    makeRoom();
  }

  /** Puts legend and tools where the drawing leaves room. */
  function makeRoom(): void {
    if (!geometry) return;
    key.place(view.frame(), geometry, branch);
    element.classList.toggle('low', isFree(view.frame(), geometry));
  }

  /** What the user is looking at: the node or subnet in the middle of the view. */
  const looked = (): Box | undefined =>
    geometry && boxNear(geometry.boxes, level === 'node' ? ['cell', 'node'] : ['subnet'], view.middle());

  /** Opens a subnet's nodes or a node's pods: of the given box, else of what is in view. */
  function open_(box = looked()): void {
    const next = deeper(level);
    if (next) goDeep(next, box);
  }

  /** Back to the whole picture, as it was drawn at first. */
  function home(): void {
    if (depth) goDeep(undefined, undefined);
    view.zoom('fit');
  }

  /** The user's zoom opens what comes near, and folds what goes far. */
  function zoomed(scale: number): void {
    const next = levelOf(scale, level);
    if (next) goDeep(next, looked());
  }

  function relayout(next: Scene): void {
    const fresh = geometry === undefined;
    ({ level, geometry } = fitting(next));
    const duration = fresh || calm() ? 0 : 160;
    drawBoxes(back, geometry, layers.back, level, duration);
    drawBoxes(front, geometry, layers.front, level, duration);
    drawBoxes(top, geometry, layers.top, level, duration);
    const paths = wires(geometry);
    wired
      .selectAll('path')
      .data([
        { style: 'wire router', d: paths.routers },
        { style: 'wire', d: paths.others },
      ])
      .join('path')
      .attr('class', ({ style }) => style)
      .attr('d', ({ d }) => d);
    svg.attr('aria-label', `Topology: ${next.vpcs.map((vpc) => `VPC ${vpc.label}`).join(', ') || 'nothing drawn yet'}`);
    view.show(geometry);
  }

  function light(state: State): void {
    const moment = momentOf(state);
    const endpoints = endpointsOf(state);
    const picked = moment && branch ? picksOf(geometry!, branch) : [];
    const stops = branch ? [...stopsOf(geometry!, branch, 'forward'), ...stopsOf(geometry!, branch, 'reply')] : [];
    const { on, now } = moment
      ? litOf(
          geometry!,
          stops.map((stop) => stop.at),
          moment,
          picked,
        )
      : { on: new Set<string>(), now: new Set<string>() };
    world
      .selectAll<SVGGElement, Box>('g.box')
      .classed('on', (box) => on.has(box.id))
      .classed('now', (box) => now.has(box.id))
      .classed('endpoint', (box) => box.kind === 'pod' && endpoints.has(box.id))
      .classed(
        'hovered',
        (box) => state.hovered !== undefined && box.element === state.hovered && box.kind !== 'kernel',
      )
      .classed('caret', (box) => state.caret !== undefined && box.element === state.caret && box.kind !== 'kernel');
    element.classList.toggle('r', moment?.direction === 'reply');
    markHealth(world.node()!, state);
  }

  function walk(state: State): void {
    const moment = momentOf(state);
    const next = branchOf(state);
    const leg = next && moment ? askedAt(next, moment) : undefined;
    if (next !== branch || leg !== question || last?.picture !== state.picture) {
      [branch, question] = [next, leg];
      // where no packet is sent there is no way, only places
      const all = next && !next.control ? waysOf(geometry!, next) : [];
      ways = routes(geometry!, leg === undefined ? all : all.filter((way) => way.leg === leg));
    }
    const layersOf = [routed, numbers, death, dot];
    if (!moment || !branch) {
      for (const each of layersOf) each.node()!.replaceChildren();
      return;
    }
    const badges = badgesOf(geometry!, branch, numbered(branch, moment), question);
    fill(routed, routeShapes(ways, pipesOf(branch, ways), moment));
    fill(numbers, badgeShapes(badges, moment));
    const { changed } = state;
    if (changed && changed !== last?.changed && !calm())
      numbers
        .node()!
        .querySelector(`[data-direction=${changed.direction}][data-hop="${changed.hop}"]`)
        ?.classList.add('flash');
    fill(death, deathShapes(placeOfDeath(geometry!, branch)));
    const before = last && momentOf(last);
    travel(dot.node()!, ways, moment, before?.hop !== moment.hop && !calm());
    const badge = badgeOf(state);
    const moved = before?.hop !== moment.hop || before.direction !== moment.direction;
    if (badge && moved) view.follow(badge, state.follow);
  }

  /** Who speaks BGP to whom: of the node that is looked at, or of all while no packet is on its way. */
  function speak({ hovered, caret }: State): void {
    const sessions = sessionsOf(geometry!, scene!, { about: hovered ?? caret, busy: branch !== undefined });
    fill(spoken, sessionShapes(sessions));
  }

  function redraw(state: State): void {
    walk(state);
    light(state);
    speak(state);
  }

  /** The number of the hop that the cursor is in. */
  function badgeOf(state: State): Badge | undefined {
    const moment = momentOf(state);
    if (!moment || !branch) return undefined;
    return badgesOf(geometry!, branch, numbered(branch, moment), question).find(
      (each) => each.direction === moment.direction && each.hop === moment.hopIndex,
    );
  }

  svg.on('click', (event: MouseEvent) => {
    const target = event.target as Element;
    const badge = target.closest<SVGGElement>('.badge');
    if (badge) {
      const direction = badge.dataset.direction === 'reply' ? 'reply' : 'forward';
      return hands.dispatch({ kind: 'hop', direction, hop: Number(badge.dataset.hop) });
    }
    const box = boxAt(target);
    if (box?.element !== undefined) press(box, false);
  });
  svg.on('dblclick.source', (event: MouseEvent) => {
    const box = boxAt(event.target as Element);
    if (box?.kind === 'cell' || box?.folded) into(box);
    else if (box?.kind === 'subnet' && isCard()) intoSubnet(box);
    else if (box && check(box)) return;
    else if (box?.element !== undefined) press(box, true);
  });
  svg.on('pointerover', (event: PointerEvent) => hands.hover(boxAt(event.target as Element)?.element ?? null));
  svg.on('pointerleave', () => hands.hover(null));
  svg.on('keydown', (event: KeyboardEvent) => {
    const box = boxAt(event.target as Element);
    if (event.key in arrowKeys) move(event.key as Arrow, box);
    else if (event.key === 'Enter' && (box?.kind === 'cell' || box?.folded)) into(box);
    else if (event.key === 'Enter' && box?.kind === 'subnet' && isCard()) intoSubnet(box);
    else if (event.key === 'Backspace' && box) outOf(box);
    else if (event.key === 'Enter' && box && check(box)) {
      // the walk of the check opens
    } else if ((event.key === 'Enter' || event.key === ' ') && box?.element !== undefined)
      press(box, event.key === 'Enter');
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  const arrowKeys = { ArrowRight: 1, ArrowLeft: 1, ArrowDown: 1, ArrowUp: 1 };
  const boxAt = (target: Element): Box | undefined => {
    const group = target.closest<SVGGElement>('g.box');
    return group ? (select<SVGGElement, Box>(group).datum() as Box) : undefined;
  };
  function press(box: Box, focus: boolean): void {
    if (box.element === undefined) return;
    hands.dispatch({ kind: 'device', id: box.element });
    hands.reveal(box.element, focus);
  }
  /** Opens the health check of a target; false: nothing is known of one. */
  function check(box: Box): boolean {
    const walk = last && box.kind === 'target' ? checkWalkOf(last, box) : undefined;
    if (walk === undefined) return false;
    hands.dispatch({ kind: 'check', walk });
    return true;
  }
  /** Opens a folded node or VPC, and stands in it. */
  function into(box: Box): void {
    hands.dispatch({ kind: 'unfold', id: box.id });
    const inside = geometry?.boxes.find((each) => (each.kind === 'node' || each.kind === 'vpc') && each.id === box.id);
    if (inside) focusBox(inside);
  }
  /** At a coarse level a subnet is a card that stands for all that is in it. */
  const isCard = (): boolean => level === 'subnet' || level === 'zone';
  function intoSubnet(box: Box): void {
    open_(box);
    const inside = geometry?.boxes.find((each) => each.kind === 'cell' && each.parent === box.id);
    focusBox(inside ?? geometry?.boxes.find((each) => each.kind === 'subnet' && each.id === box.id) ?? box);
  }
  /** Folds the opened node that a box is in, and stands on it. */
  function outOf(box: Box): void {
    let at: Box | undefined = box;
    while (at && !open.includes(at.id)) at = geometry?.boxes.find((each) => each.id === at?.parent);
    if (!at) {
      foldAll(box);
      return;
    }
    const { id } = at;
    hands.dispatch({ kind: 'fold', id });
    const closed = geometry?.boxes.find((each) => each.id === id && (each.kind === 'cell' || each.kind === 'vpc'));
    if (closed) focusBox(closed);
  }
  /** Out of a level that the user chose, back to its subnet's card. */
  function foldAll(box: Box): void {
    if (!depth) return;
    let at: Box | undefined = box;
    while (at && at.kind !== 'subnet')
      at = geometry?.boxes.find((each) => each.id === at?.parent && each.kind !== 'kernel');
    goDeep(undefined, undefined);
    view.zoom('fit');
    const card = geometry?.boxes.find((each) => each.kind === 'subnet' && each.id === at?.id);
    if (card) focusBox(card);
  }
  function move(arrow: Arrow, from: Box | undefined): void {
    const boxes = geometry?.boxes.filter((box) => pressable(box) && box.kind !== 'vpc' && box.kind !== 'gateway') ?? [];
    const device = last && momentOf(last)?.hop;
    const start = boxes.find((box) => box.id === device?.id) ?? boxes[0];
    const to = from ? nearest(boxes, from, arrow) : start;
    if (to) focusBox(to);
  }
  function focusBox(to: Box): void {
    world
      .selectAll<SVGGElement, Box>('g.box')
      .filter((box) => box === to)
      .node()
      ?.focus();
    view.reach(to);
  }

  return {
    element,
    update(state) {
      const next = state.picture?.scene;
      if (!next) return;
      const isFolded = refold(next, state);
      if (next !== scene || state.open !== open || isFolded) {
        scene = next;
        open = state.open;
        relayout(next);
        branch = undefined;
      }
      redraw(state);
      setAttribute(tools.querySelector('[data-key=follow]')!, 'aria-pressed', state.follow);
      const under =
        state.caret !== last?.caret && state.follow
          ? geometry!.boxes.find((box) => box.element === state.caret)
          : undefined;
      if (under) view.reach(under);
      makeRoom();
      last = state;
    },
    zoom: (by) => (by === 'fit' ? home() : by === 'deeper' ? open_() : view.zoom(by)),
    resized() {
      if (!geometry || !scene) return;
      const now = last ? foldedFor(scene, last) : none;
      const isSame = now === folded;
      folded = now;
      if (isSame && fitting(scene).level === level) view.show(geometry);
      else {
        relayout(scene);
        branch = undefined;
        if (last) redraw(last);
      }
      const badge = last && badgeOf(last);
      if (badge) view.follow(badge, false);
      makeRoom();
    },
    focus: () => svg.node()!.focus(),
    search: () => finder.open(),
  };
}

const none: ReadonlySet<string> = new Set();

/** The pods of the Service that the walk picks from. */
function endpointsOf({ trace, picture }: State): ReadonlySet<string> {
  const names = new Set((trace ? branchesOf(trace) : []).flatMap((each) => each.choices.map((choice) => choice.of)));
  const services = picture?.scene.vpcs.flatMap((vpc) => vpc.services) ?? [];
  const chosen = services.filter((service) => [service, ...service.others].some((each) => names.has(each.label)));
  return new Set(chosen.flatMap((service) => service.endpoints.map((endpoint) => endpoint.pod)));
}

/** Two connections have twice the numbers: those of the cursor's direction are shown then. */
const numbered = ({ legs }: Branch, { direction }: Moment): readonly Moment['direction'][] =>
  legs ? [direction] : ['forward', 'reply'];

/** Of many questions about names, or messages of DHCP, one at a time is shown: that of the cursor. */
const askedAt = ({ legs }: Branch, { leg }: Moment): number | undefined =>
  leg === undefined || legs?.[leg]?.kind === 'connection' ? undefined : leg;
