import type { State } from '../state/state.ts';
import { type MenuItem, menu } from './menu.ts';
import type { Hands, Part } from './panel.ts';

const hasWay = ({ trace }: State): boolean => trace !== undefined && trace.routes.length > 0;

const save = (format: Parameters<Hands['take']>[0], label: string): MenuItem => ({
  ...{ key: `take-${format}`, label, enabled: hasWay },
  press: (hands) => hands.take(format, 'file'),
});
const copy = (format: 'markdown' | 'mermaid', label: string): MenuItem => ({
  ...{ key: `copy-${format}`, label, enabled: hasWay },
  press: (hands) => hands.take(format, 'clipboard'),
});

const items: readonly MenuItem[] = [
  save('svg', 'Picture (SVG) …'),
  save('png', 'Picture (PNG) …'),
  save('html', 'Page with the panel (HTML) …'),
  save('markdown', 'Report (Markdown) …'),
  save('mermaid', 'Sequence (Mermaid) …'),
  copy('markdown', 'Copy report as Markdown'),
  copy('mermaid', 'Copy sequence as Mermaid'),
];

/** The menu with which a walk is taken away. */
export const take = (hands: Hands): Part => menu('take', { name: 'take', label: 'Take it away' }, items, hands);
