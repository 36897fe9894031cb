import type { Device } from '../../network/network.ts';
import { type NftChain, type NftTable, nftName } from '../../network/nft.ts';
import { showNftBase, showNftRule, showNftStore } from '../../network/show-nft.ts';
import type { Line } from './line.ts';

/**
 * The tables of nftables as `nft list table` prints each of them. The real `nft list ruleset` has those of iptables-nft
 * as well: they are what `iptables-save` prints.
 */
export const showNft = ({ nft = [] }: Device): readonly Line[] =>
  nft.flatMap((table) => [
    { text: `table ${nftName(table)} {` },
    ...(table.comment === undefined ? [] : [{ text: `\tcomment "${table.comment}"` }]),
    ...(table.stores ?? []).flatMap((store) => [
      ...showNftStore(store).map(({ text, elements }) => ({
        text,
        ...(elements ? { entry: elements[0]!, table: `${nftName(table)} @${store.name}` } : {}),
      })),
      { text: '' },
    ]),
    ...table.chains.flatMap((chain, at) => [...(at > 0 ? [{ text: '' }] : []), ...chainLines(table, chain)]),
    { text: '}' },
  ]);

function chainLines(table: NftTable, chain: NftChain): readonly Line[] {
  const { base, policy = 'ACCEPT', rules } = chain;
  const at = nftName(table, chain);
  const words = `policy ${policy.toLowerCase()}`;
  return [
    { text: `\tchain ${chain.name} {` },
    ...(chain.comment === undefined ? [] : [{ text: `\t\tcomment "${chain.comment}"` }]),
    ...(base ? [{ text: `\t\t${showNftBase(base)} ${words};`, entry: words, table: at }] : []),
    ...rules.map((rule) => ({
      text: `\t\t${showNftRule(rule, 'counter packets 0 bytes 0')}`,
      entry: showNftRule(rule),
      table: at,
    })),
    { text: '\t}' },
  ];
}
