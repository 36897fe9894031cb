import type { Device } from '@netk/engine';
import { listLines, type Universe } from './guards.ts';
import type { Names } from './names.ts';

/** A router's stateless filters: what leaves a side is asked by its `receive` list, what enters one by its `send` list. */
export function filterChains(device: Device, names: Names, universe: Universe): string {
  if (!device.filters) return '';
  const chains: string[] = [];
  const jumps: string[] = [];
  for (const { name } of device.interfaces) {
    const filters = device.filters.get(name);
    const dev = names.interface(device.id, name);
    const side = chains.length;
    if (filters?.receive) {
      chains.push(
        `  chain receive${side} {\n${listLines(filters.receive, 'daddr', universe, 'return').join('\n')}\n  }`,
      );
      jumps.push(`    iifname "${dev}" oifname != "${dev}" jump receive${side}`);
    }
    if (filters?.send) {
      chains.push(`  chain send${side} {\n${listLines(filters.send, 'saddr', universe, 'return').join('\n')}\n  }`);
      jumps.push(`    oifname "${dev}" iifname != "${dev}" jump send${side}`);
    }
  }
  return [
    'table ip filters {',
    ...chains,
    '  chain forward {',
    '    type filter hook forward priority 0; policy accept;',
    ...jumps,
    '  }',
    '}',
  ].join('\n');
}

/** A provider's network tells nobody what it dropped. */
export const silence = [
  'table ip silence {',
  '  chain output {',
  '    type filter hook output priority 0; policy accept;',
  '    icmp type { destination-unreachable, time-exceeded } drop',
  '  }',
  '}',
].join('\n');
