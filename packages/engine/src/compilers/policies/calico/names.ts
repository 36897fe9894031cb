import { sha224 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { PolicyDirection } from '../../../trace/policy.ts';
import { base64url, limitedName, longestChain } from '../../felix-names.ts';
import type { Policy } from '../policy.ts';

/** The longest name of a set that the kernel takes. */
const longestSet = 31;

/** The kinds that Felix reads. */
export type ReadKind = Exclude<Policy['kind'], 'applicationnetworkpolicy'>;

const shortKinds: Readonly<Record<ReadKind, string>> = {
  networkpolicy: 'knp',
  clusternetworkpolicy: 'kcnp',
  adminnetworkpolicy: 'kanp',
  baselineadminnetworkpolicy: 'kbanp',
};

/** The chain of a policy in one direction (felix/types, PolicyID). */
export function chainOf({ kind, namespace, object }: Policy, direction: PolicyDirection): string {
  const id = [shortKinds[kind as ReadKind], ...(namespace === undefined ? [] : [namespace]), object].join('/');
  return limitedName(direction === 'ingress' ? 'cali-pi-' : 'cali-po-', id);
}

/** The chain of several policies that follow each other with one selector (felix/rules, PolicyGroup), by a hash of what is in it. */
export function groupOf(policies: readonly Policy[], direction: PolicyDirection): string {
  const text = policies.map((each) => chainOf(each, direction)).join('\n');
  return `${direction === 'ingress' ? 'cali-gi-' : 'cali-go-'}${base64url(sha224(utf8ToBytes(text)))}`.slice(
    0,
    longestChain,
  );
}

/** A set by the hash of what it means; the real one hashes Calico's own words for the same selector. */
export const setOf = (kind: 's' | 'n', meaning: string): string =>
  `cali40${kind}:${base64url(sha224(utf8ToBytes(meaning)))}`.slice(0, longestSet);
