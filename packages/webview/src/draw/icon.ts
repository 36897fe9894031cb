import { el } from './el.ts';

/** Line drawings on a 16 × 16 grid. */
const drawings = {
  originate: 'M3 8h8M8 4.5 11.5 8 8 11.5M2.5 3.5v9',
  receive: 'M8 2v8M4.5 6.8 8 10.3l3.5-3.5M3 13.5h10',
  send: 'M8 10.5V2.5M4.5 5.8 8 2.3l3.5 3.5M3 13.5h10',
  conntrack: 'M4.75 5.5h1a2.5 2.5 0 0 1 0 5h-1a2.5 2.5 0 0 1 0-5zM10.25 5.5h1a2.5 2.5 0 0 1 0 5h-1a2.5 2.5 0 0 1 0-5z',
  rule: 'M3 4h10M3 8h10M3 12h6',
  route: 'M3 13V9.5a3 3 0 0 1 3-3h7M10 3.5l3 3-3 3',
  nat: 'M2.5 5.5h9M9 2.8l2.7 2.7L9 8.2M13.5 11h-9M7 8.3 4.3 11 7 13.7',
  filter: 'M8 2 3 4v4c0 3 2.2 5 5 6 2.8-1 5-3 5-6V4zM5.8 7.8l1.7 1.7 3-3.2',
  balance: 'M2.5 8H6l4-4.5h3.5M6 8l4 4.5h3.5M6 8h7.5',
  resolve: 'M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8M10 10l3.5 3.5',
  neighbour:
    'M4.5 5.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6M11.5 5.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6M6.8 8h2.4',
  encapsulate: 'M2.5 4.5h11v7h-11zM5.5 7h5v2h-5z',
  decapsulate: 'M2.5 4.5h11v7h-11zM8 8v6M6 12l2 2 2-2',
  deliver: 'M3 8.5 6.5 12 13 4.5',
  set: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h6M11.5 9.5v4M9.5 11.5h4',
  bridge: 'M2 11h12M4 11V8M12 11V8M4 8a4 4 0 0 1 8 0M8 4v7',
  connect: 'M2.5 8h4M9.5 8h4M6.5 5v6M9.5 5v6',
  drop: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M5.5 5.5l5 5m0-5-5 5',
  mark: 'M4 14V2.5h8L9.5 6 12 9.5H4',
  play: 'M5 3.2v9.6L12.8 8z',
  pause: 'M5 3.5v9M11 3.5v9',
  previous: 'M10 3.5 5.5 8l4.5 4.5',
  next: 'M6 3.5 10.5 8 6 12.5',
  first: 'M4 3.5v9M12 3.5 7.5 8l4.5 4.5',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  deeper: 'M2.5 2.5h11v11h-11zM5 5h2.5v2.5H5zM5 9.5h2.5V12M10 5h1.5M10 9.5h1.5',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  ask: 'M2.5 3h11v7.5H8L5 13.5v-3H2.5zM6.5 5.6a1.6 1.6 0 1 1 2 1.7l-.5.4M8 9v.05',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  take: 'M8 2.5v7.5M4.8 6.8 8 10l3.2-3.2M2.5 10.5v3h11v-3',
  close: 'M4 4l8 8M12 4l-8 8',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
  keys: 'M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.5 7h.01M12 7h.01M5 9.5h6',
  follow: 'M8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4M8 1.8v2.4M8 11.8v2.4M1.8 8h2.4M11.8 8h2.4',
  pin: 'M5.5 2.5h5M6.5 2.5v4L4.5 9h7l-2-2.5v-4M8 9v4.5',
  warning: 'M8 2.2 14.3 13H1.7zM8 6.5v3M8 11.4v.1',
} as const;
export type IconName = keyof typeof drawings;

const svg = 'http://www.w3.org/2000/svg';

/** A drawing in the colour of the text. It is decoration: its meaning stands beside it in words. */
export function icon(name: IconName): SVGSVGElement {
  const element = document.createElementNS(svg, 'svg');
  element.setAttribute('viewBox', '0 0 16 16');
  element.setAttribute('class', `ico i-${name}`);
  element.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', drawings[name]);
  element.append(path);
  return element;
}

export function iconButton(name: IconName, label: string, key: string, press: () => void): HTMLButtonElement {
  return el(
    'button',
    { class: 'icon', title: label, 'aria-label': label, 'data-key': key, onclick: press },
    icon(name),
  );
}

/** The verdict's sign: a ring with a tick, a cross, or a warning triangle. */
export function sign(verdict: 'delivered' | 'not-delivered' | 'undetermined'): SVGSVGElement {
  const shapes = {
    delivered: 'M11 1.5a9.5 9.5 0 1 1 0 19 9.5 9.5 0 0 1 0-19M6.5 11.3l3 3 6-6.4',
    'not-delivered': 'M11 1.5a9.5 9.5 0 1 1 0 19 9.5 9.5 0 0 1 0-19M7.4 7.4l7.2 7.2m0-7.2-7.2 7.2',
    undetermined: 'M11 2.5 20 18.5H2zM11 8.5v5M11 16v.2',
  };
  const element = document.createElementNS(svg, 'svg');
  element.setAttribute('viewBox', '0 0 22 22');
  element.setAttribute('class', `v sign-${verdict}`);
  element.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', shapes[verdict]);
  element.append(path);
  return element;
}
