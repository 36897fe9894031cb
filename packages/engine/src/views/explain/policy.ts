import type { PolicyDecision } from '../../trace/policy.ts';

const words: Readonly<Record<PolicyDecision['verdict'], string>> = {
  allow: 'allows',
  deny: 'denies',
  pass: 'passes on',
  skip: 'is not asked',
};

/** What policies said, in one line: `networkpolicy shop/web egress rule 1 allows`; `isolated for ingress by …, no rule matches`. */
export function decisionText({ verdict, direction, policies, rule }: PolicyDecision): string {
  const names = policies.map(({ text }) => text).join(', ');
  if (rule !== undefined) return `${names} ${direction} rule ${rule} ${words[verdict]}`;
  return verdict === 'deny'
    ? `isolated for ${direction} by ${names}, no rule matches`
    : `${direction}: no policy decides`;
}
