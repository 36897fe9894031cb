import { routeFor } from '../routes/fix-way.ts';
import type { Mender } from './mend.ts';

/** A route to the destination, over the peering or the gateway that leads there. */
export const addRoute: Mender = ({ plan, blocker, death }) => {
  const [, address, subnet] =
    /^Add a route to (\S+) to the route table of subnet (.*)\.$/.exec(blocker.fix ?? '') ?? [];
  const fix = address === undefined ? undefined : routeFor(plan, blocker.source ?? death?.hop.source, subnet, address);
  if (!fix) return [];
  const [edit] = fix.edits;
  const [, to = '', by = ''] = /^route (\S+) -> (.*)$/.exec(edit?.text ?? '') ?? [];
  const isNat = plan.gateways.some(({ kind, name }) => kind === 'nat-gateway' && name === by);
  const isOpen = plan.gateways.some(({ kind, name }) => kind === 'internet-gateway' && name === by);
  const cost = isNat
    ? `All that the subnet sends to ${to} goes through ${by}, which is paid by the hour and by the byte.`
    : isOpen
      ? `The subnet becomes public: what has a public address in it can be reached from the Internet.`
      : `All that the subnet sends to ${to} goes through ${by}.`;
  return [{ ...fix, cost }];
};
