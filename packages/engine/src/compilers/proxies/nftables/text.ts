import type { Family } from '../../../base/addr/index.ts';
import type { NftField, NftTable } from '../../../network/nft.ts';
import { hasChange } from '../../../plan/versions.ts';

/**
 * Where versions of kube-proxy write other tables. Before 1.34 Services without endpoints are refused in front of the translation;
 * from 1.36 on endpoints have no chains of their own, but where clients stay with one; from 1.37 on a single endpoint is
 * translated to without a map (kubernetes #132456, #135800, #136499, #140723).
 */
export interface TableText {
  /** Priority of the chains that refuse: behind the translation, or in front of it. */
  readonly refusesBehind: boolean;
  readonly squashed: boolean;
  readonly plainSingle: boolean;
  /** What nft calls the family of the table. */
  readonly ip: NftTable['family'];
}

export const tableText = (kubernetes: string | undefined, family: Family = 4): TableText => ({
  ip: family === 4 ? 'ip' : 'ip6',
  refusesBehind: hasChange(kubernetes, 'nftRefusesBehind'),
  squashed: hasChange(kubernetes, 'nftSquashed'),
  plainSingle: hasChange(kubernetes, 'nftPlainSingle'),
});

/** The mark of packets whose source is to be translated (--iptables-masquerade-bit 14, which nftables mode keeps). */
export const masqueradeMark = 0x4000;

export const source = ({ ip }: Pick<TableText, 'ip'>): NftField => `${ip} saddr`;
export const destination = ({ ip }: Pick<TableText, 'ip'>): NftField => `${ip} daddr`;

/** What Services are found by: an address, a protocol and a port. */
export const onAddress = (text: Pick<TableText, 'ip'>): readonly NftField[] => [
  destination(text),
  'meta l4proto',
  'th dport',
];
