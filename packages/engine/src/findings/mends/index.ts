import type { Plan } from '../../plan/plan.ts';
import type { CauseCode } from '../../trace/cause.ts';
import type { Branch, Trace } from '../../trace/trace.ts';
import { deathOf } from '../../views/explain/death.ts';
import type { Fix } from '../finding.ts';
import { crossZone, hideClient } from './balancers.ts';
import { firewallRule, networkAcl, networkPolicy, securityGroup } from './filters.ts';
import { bridgeFrames, forwardPolicy, hairpin, lineUp, metadataHops, vpcCni } from './machines.ts';
import type { Mend, Mender } from './mend.ts';
import { addRoute } from './routes.ts';
import { listen, listenOnAll, sourceRange, trafficPolicy } from './services.ts';

export type { Mend } from './mend.ts';

/** What can be written against a cause. A cause without a line has advice in words alone. */
export const menders: Readonly<Partial<Record<CauseCode, Mender>>> = {
  'SG-IN': securityGroup,
  'SG-OUT': securityGroup,
  'SGP-NODE': securityGroup,
  'NP-RANGE': securityGroup,
  'ENC-PORT': securityGroup,
  'NACL-IN': networkAcl,
  'NACL-OUT': networkAcl,
  'GKE-FW': firewallRule,
  'NP-POL': networkPolicy,
  'DNS-DENY': networkPolicy,
  'VPC-NOROUTE': addRoute,
  'SVC-NOLOCAL': trafficPolicy,
  'SVC-TARGETPORT': listen,
  'SVC-BIND127': listenOnAll,
  'SVC-SRCRANGE': sourceRange,
  'FWD-DROP': forwardPolicy,
  'IMDS-HOP': metadataHops,
  SRCDST: vpcCni,
  RPF: vpcCni,
  CONNMARK: vpcCni,
  'IGW-NOPUB': vpcCni,
  BRNF: bridgeFrames,
  HAIRPIN: hairpin,
  'LB-AZ-EMPTY': crossZone,
  'LB-HAIRPIN': hideClient,
  'VPN-DOWN': lineUp,
};

/** What would let the packets of a walk pass where they die: a line for each place. None of it was walked. */
export function openWay(plan: Plan, { flow, routes }: Trace): readonly Fix[] {
  // no rule and no route helps who asks a Service for a port that it does not have
  if (flow.wrongPort !== undefined) return [];
  const fixes = routes
    .filter(({ verdict }) => verdict === 'not-delivered')
    .flatMap((branch) => mendsOf(plan, branch)[0] ?? []);
  return [...new Map(fixes.map(({ title, edits }) => [title, { title, edits }])).values()];
}

/** What can be written against each thing that stops a branch, in the order of its blockers. None of it was walked. */
export function mendsOf(plan: Plan, branch: Branch): readonly (readonly Mend[])[] {
  const death = deathOf(branch);
  return (branch.blockers ?? []).map((blocker, at) => {
    // of the first stop the branch may know more than the step: why the translation that was missing was not made
    const mend = (at === 0 && branch.cause !== undefined && menders[branch.cause]) || menders[blocker.cause];
    return mend?.({ plan, branch, blocker, ...(at === 0 && death ? { death } : {}) }) ?? [];
  });
}
