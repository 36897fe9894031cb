import type { PlannedService } from '../../../plan/plan.ts';
import { numberOf, type Setting, settingOf } from '../../../topology/setting.ts';
import type { Report } from '../common/report.ts';
import type { View } from '../common/view.ts';

/** Kinds of policies, as they are written at the Service that they are about. */
export type PolicyKind = 'healthCheckPolicy' | 'gcpBackendPolicy';

/** The policy of a Service. Of several the oldest counts, which is taken to be the one that is written first (GKE documentation, Configure Gateway resources using Policies). */
export function policyOf(
  view: View,
  { id, name }: PlannedService,
  kind: PolicyKind,
  report: Report,
): Setting | undefined {
  const [first, second] = view.settings(id).filter(({ key }) => key === kind);
  const message = `service ${name}: only one ${kind} is attached, and the oldest goes first: this one is not`;
  if (first && second && !report.problems.some(({ about }) => about === second.id))
    report.tell('NK086', second.id, message, [{ about: first.id, message: 'this one is' }]);
  return first;
}

/** Seconds that an answer may take, where a policy says nothing (GoogleCloudPlatform/gke-gateway-api, GCPBackendPolicyConfig). */
const usualSeconds = 30;

/** `gcpBackendPolicy { timeoutSec 40 }`. */
export const answerSecondsOf = (policy: readonly Setting[]): number => numberOf(policy, 'timeoutSec') ?? usualSeconds;

/** `gcpBackendPolicy { sessionAffinity { type CLIENT_IP } }`. */
export function stickyOf(policy: readonly Setting[]): { readonly sticky?: string } {
  const lines = settingOf(policy, 'sessionAffinity')?.settings ?? [];
  const type = settingOf(lines, 'type')?.values[0];
  return type === undefined || type === 'NONE' ? {} : { sticky: type };
}
