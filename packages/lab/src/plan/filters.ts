import type { Device } from '@netk/engine';
import { type Family, isOf, wordsOf } from './families.ts';
import { listLines, type Universe } from './guards.ts';
import type { Names } from './names.ts';

/** A router's stateless filters: what leaves a side is asked by its `receive` list, what enters one by its `send` list. */
export const filterChains = (device: Device, names: Names, universe: Universe): string =>
  device.filters ? ([4, 6] as const).map((family) => filterTable(device, names, universe, family)).join('\n') : '';

function filterTable(device: Device, names: Names, all: Universe, family: Family): string {
  const universe = all.filter((ip) => isOf(family, ip));
  if (!device.filters) return '';
  const chains: string[] = [];
  const jumps: string[] = [];
  for (const { name } of device.interfaces) {
    const filters = device.filters.get(name);
    const dev = names.interface(device.id, name);
    const side = chains.length;
    if (filters?.receive) {
      chains.push(
        `  chain receive${side} {\n${listLines(filters.receive, 'daddr', universe, 'return', { family }).join('\n')}\n  }`,
      );
      jumps.push(`    iifname "${dev}" oifname != "${dev}" jump receive${side}`);
    }
    if (filters?.send) {
      chains.push(
        `  chain send${side} {\n${listLines(filters.send, 'saddr', universe, 'return', { family }).join('\n')}\n  }`,
      );
      jumps.push(`    oifname "${dev}" iifname != "${dev}" jump send${side}`);
    }
  }
  return [
    `table ${wordsOf[family].ip} filters {`,
    ...chains,
    '  chain forward {',
    '    type filter hook forward priority 0; policy accept;',
    ...jumps,
    '  }',
    '}',
  ].join('\n');
}

/** A provider's network tells nobody what it dropped. */
export const silence = ([4, 6] as const)
  .flatMap((family) => [
    `table ${wordsOf[family].ip} silence {`,
    '  chain output {',
    '    type filter hook output priority 0; policy accept;',
    `    ${wordsOf[family].icmp} type ${wordsOf[family].errors} drop`,
    '  }',
    '}',
  ])
  .join('\n');
