import { isAdHoc, type MendOffer, questionOf, triedOf } from '@netk/protocol';
import { branchOf, isStale, type State } from './state.ts';

/** The branch whose mends are worth asking for: it does not arrive, and is one of those that the server tells apart. */
export function wantedMends(state: State): { readonly walk: string; readonly branch: number } | undefined {
  const { walk, trace, stands, branch } = state;
  if (walk === undefined || trace?.id !== walk || stands || isStale(state)) return undefined;
  if (isAdHoc(walk) && !questionOf(walk)) return undefined;
  return branchOf(state)?.verdict === 'not-delivered' ? { walk, branch } : undefined;
}

/** What can be changed so that the shown branch may arrive; none while it is not known for the newest text. */
export function offersOf(state: State): readonly MendOffer[] {
  const { mends, walk, branch, version } = state;
  const fits = mends && mends.walk === walk && mends.branch === branch && mends.version === version;
  return fits ? mends.offers : [];
}

/** The offer that is previewed, if the text is still the one that it was made for. */
export function offerOf({ mends, walk, version }: State): MendOffer | undefined {
  const tried = walk === undefined ? undefined : triedOf(walk);
  if (!tried || mends?.walk !== tried.walk || mends.branch !== tried.branch || mends.version !== version)
    return undefined;
  const same = (offer: MendOffer): boolean =>
    offer.mends.length === tried.mends.length && offer.mends.every((title) => tried.mends.includes(title));
  return mends.offers.find(same);
}
