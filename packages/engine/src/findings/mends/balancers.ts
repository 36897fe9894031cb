import { type Mender, ownerOf, type Stop, setTo } from './mend.ts';

/** What a load balancer is made of: its Service or Ingress. */
const claimOf = ({ plan, blocker, branch }: Stop) => {
  const claims = plan.topology.clusters.flatMap(({ services, ingresses }) => [...services, ...ingresses]);
  const balancer = plan.balancers.find(
    ({ id, nodes }) => id === blocker.id || id === blocker.source || nodes.some((node) => node.id === blocker.id),
  );
  const passed = branch.forward.findLast(({ kind }) => kind === 'balancer');
  const named = (name: string | undefined) => claims.find((each) => each.name === name);
  return ownerOf(claims, balancer?.id ?? blocker.source) ?? ownerOf(claims, passed?.source) ?? named(passed?.device);
};

/** Targets of other zones, too. */
export const crossZone: Mender = (stop) => {
  const claim = claimOf(stop);
  const key = 'load_balancing.cross_zone.enabled';
  const cost = 'Packets go between zones, which is paid for.';
  return claim ? [{ title: `Set ${key} true on ${claim.name}`, cost, edits: [setTo(claim, key, 'true')] }] : [];
};

/** Targets see the address of the load balancer. */
export const hideClient: Mender = (stop) => {
  const claim = claimOf(stop);
  const key = 'preserve_client_ip.enabled';
  const cost = 'Targets no longer see the address of the client, only that of the load balancer.';
  return claim ? [{ title: `Set ${key} false on ${claim.name}`, cost, edits: [setTo(claim, key, 'false')] }] : [];
};
