import type { PolicyAnswer } from '../../ask/policy.ts';
import type { Expect } from '../../topology/question.ts';
import type { Finding } from '../finding.ts';

/**
 * NK120: an expectation of a file does not hold for a pair; NK008: it cannot be told, and why; NK009: because of a bug. That a set has no member
 * is told at the set.
 */
export function policyFindings(expect: Expect, { holds, why, parties, nobody, bug }: PolicyAnswer): readonly Finding[] {
  if (holds === true || nobody) return [];
  if (holds === false) return [{ code: 'NK120', severity: 'error', about: expect.id, message: why, related: parties }];
  if (bug !== undefined)
    return [{ code: 'NK009', severity: 'error', about: expect.id, message: why, related: parties }];
  return [{ code: 'NK008', severity: 'information', about: expect.id, message: why, related: parties }];
}
