import type { Device } from '../../network/network.ts';
import { showRule } from '../../network/route.ts';
import type { Line } from './line.ts';

/** The output of `ip rule show`: the priority, a tab, the rule. */
export const showRules = ({ rules }: Pick<Device, 'rules'>): readonly Line[] =>
  rules.map((rule) => {
    const entry = showRule(rule);
    return { text: entry.replace(/^(\d+): /, '$1:\t'), entry };
  });
