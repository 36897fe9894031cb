import { type AddressMapping, type Device, showCidr, showIp } from '@netk/engine';
import { type Family, isOf } from './families.ts';
import type { Names } from './names.ts';

/** A border that translates addresses one to one and keeps no state: rules by side, and stateless rewriting before them. */
export function mappingParts(
  device: Device,
  mapping: AddressMapping,
  names: Names,
): { readonly ip: readonly string[]; readonly ip6: readonly string[]; readonly nft: string } {
  const inside = names.interface(device.id, mapping.inside);
  const outside = names.interface(device.id, mapping.outside);
  const pairs = [...mapping.pairs].map(([inner, { public: outer }]) => [showIp(inner), showIp(outer)] as const);
  const map = (from: 0 | 1): string => `{ ${pairs.map((pair) => `${pair[from]} : ${pair[1 - from]}`).join(', ')} }`;
  const set = (of: 0 | 1): string => `{ ${pairs.map((pair) => pair[of]).join(', ')} }`;
  const sides = [
    'rule flush',
    'rule add prio 1 lookup local',
    `rule add iif ${inside} prio 10 lookup 100`,
    `rule add iif ${outside} prio 11 lookup 101`,
    `route add default dev ${outside} table 100`,
    `route add default dev ${inside} table 101`,
  ];
  const keptOf = (family: Family): readonly string[] =>
    (mapping.kept ?? []).filter(({ base }) => isOf(family, base)).map(showCidr);
  const [kept4, kept] = [keptOf(4), keptOf(6).join(', ')];
  // those that are kept are none of the map: they pass before it is asked
  const passing =
    kept4.length === 0
      ? []
      : [
          `    iifname "${inside}" ip saddr { ${kept4.join(', ')} } accept`,
          `    iifname "${outside}" ip daddr { ${kept4.join(', ')} } accept`,
        ];
  return {
    ip: sides,
    ip6: sides,
    nft: [
      'table ip mapping {',
      '  chain prerouting {',
      '    type filter hook prerouting priority -300; policy accept;',
      '    notrack',
      ...passing,
      ...(pairs.length > 0
        ? [
            `    iifname "${inside}" ip saddr != ${set(0)} counter drop`,
            `    iifname "${outside}" ip daddr != ${set(1)} counter drop`,
            `    iifname "${inside}" ip saddr set ip saddr map ${map(0)}`,
            `    iifname "${outside}" ip daddr set ip daddr map ${map(1)}`,
          ]
        : ['    counter drop']),
      '  }',
      '}',
      'table ip6 mapping {',
      '  chain prerouting {',
      '    type filter hook prerouting priority -300; policy accept;',
      '    notrack',
      ...(kept === ''
        ? ['    counter drop']
        : [
            `    iifname "${inside}" ip6 saddr != { ${kept} } counter drop`,
            `    iifname "${outside}" ip6 daddr != { ${kept} } counter drop`,
          ]),
      '  }',
      '}',
    ].join('\n'),
  };
}
