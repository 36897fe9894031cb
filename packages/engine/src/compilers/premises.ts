import { cidr } from '../base/addr/index.ts';
import type { Interface } from '../network/network.ts';
import type { Route } from '../network/route.ts';
import type { Plan } from '../plan/plan.ts';
import { type PremisesLine, premisesLines } from '../plan/premises.ts';
import type { ElementId } from '../topology/id.ts';

/** Bytes: a VPN lets 1500 pass, a private virtual interface too unless it is told otherwise (Direct Connect guide, MTU). */
const lineMtu = 1500;

/** The wire of a line; what seals its packets on the Internet is not part of the network. */
export const premisesLink = ({ id }: PremisesLine): string => `premises ${id}`;

/** The end of a line, on either side. */
export const endOf = (line: PremisesLine): Interface => ({
  ...{ name: line.name, addresses: [], answers: [], link: premisesLink(line), mtu: lineMtu, source: line.id },
});

/** The lines of one router on premises, with its routes to the VPCs behind them. */
export function linesAt(
  plan: Plan,
  router: ElementId,
): { readonly interfaces: readonly Interface[]; readonly routes: readonly Route[] } {
  const own = premisesLines(plan).filter((line) => line.router.id === router);
  const up = own.filter((line) => line.up);
  return {
    interfaces: own.map(endOf),
    routes: up.flatMap((line) =>
      line.vpcs.flatMap((id) =>
        (plan.vpcs.find((vpc) => vpc.id === id)?.cidrs ?? []).map(
          (text): Route => ({
            ...{ to: cidr(text), type: 'unicast', dev: line.name, entry: `${text} dev ${line.name}`, source: line.id },
          }),
        ),
      ),
    ),
  };
}
