import type { PolicyDecision } from '../../trace/policy.ts';

const words: Readonly<Record<PolicyDecision['verdict'], string>> = {
  allow: 'allows',
  deny: 'denies',
  pass: 'passes on',
  skip: 'is skipped',
};

/**
 * What policies said, in one line: `networkpolicy shop/web egress rule 1 allows`; `isolated for ingress by …, no rule matches`;
 * `networkpolicy shop/web ingress is skipped: belongs to an allowed flow`.
 */
export function decisionText({ verdict, direction, policies, rule, why }: PolicyDecision): string {
  const names = policies.map(({ text }) => text).join(', ');
  if (rule !== undefined) return `${names} ${direction} rule ${rule} ${words[verdict]}`;
  if (verdict === 'skip' && policies.length > 0)
    return `${names} ${direction} ${policies.length === 1 ? words.skip : 'are skipped'}${why === undefined ? '' : `: ${why}`}`;
  return verdict === 'deny'
    ? `isolated for ${direction} by ${names}, no rule matches`
    : `${direction}: no policy decides`;
}
