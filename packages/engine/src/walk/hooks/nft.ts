import type { Family } from '../../base/addr/index.ts';
import type { HookName } from '../../network/netfilter.ts';
import type { Device } from '../../network/network.ts';
import { type NftBase, type NftChain, nftName } from '../../network/nft.ts';
import { nftDialect, nftStage } from '../dialect.ts';
import type { HookEntry, HookMember } from '../hook-entry.ts';
import { runChain } from '../run-chain.ts';
import { rerouting } from './rerouting.ts';

/** What nft calls a family. */
const families: Readonly<Record<Family, string>> = { 4: 'ip', 6: 'ip6' };

type At = NftChain & { readonly base: NftBase };

const standsAt = (chain: NftChain, hook: HookName): chain is At => chain.base?.hook === hook;

/** The base chains of nftables at a hook that are of some types and can do something to a packet. */
export const nftChainsAt = (
  device: Device,
  hook: HookName,
  types: readonly NftBase['type'][],
  family: Family,
): readonly HookEntry[] =>
  (device.nft ?? [])
    .filter((table) => table.family === families[family])
    .flatMap((table) =>
      table.chains.flatMap((chain): HookEntry[] => {
        if (!standsAt(chain, hook) || !types.includes(chain.base.type)) return [];
        if (chain.rules.length === 0 && chain.policy !== 'DROP') return [];
        const { priority, type } = chain.base;
        const dialect = nftDialect(table);
        const run: HookEntry['run'] = (passage) => runChain(passage, chain, hook, dialect);
        return [
          {
            priority,
            // any of the chains without a hook may be led to; of thousands nobody makes a list unasked
            get stages() {
              const led = table.chains.filter((each) => each === chain || each.base === undefined);
              const stores = table.stores ?? [];
              return [
                ...led.map((each) => ({ stage: nftStage(table, each), priority })),
                ...stores.map(({ name }) => ({ stage: `nft ${nftName(table)} @${name}`, priority })),
              ];
            },
            // net/netfilter/nft_chain_route.c
            run: type === 'route' && hook === 'OUTPUT' ? rerouting('mark', run) : run,
          },
        ];
      }),
    );

/** The base chains of nftables that translate nothing, each at its own priority. */
export const nftAt: HookMember = (device, hook, family) => nftChainsAt(device, hook, ['filter', 'route'], family);
