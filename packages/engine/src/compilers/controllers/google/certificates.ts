import type { Setting } from '../../../topology/setting.ts';
import { listed } from '../common/annotations.ts';
import { certifiedBy } from '../common/certificates.ts';

/** Names of certificates in their order, and the hosts that they are for. */
export interface Certificates {
  readonly certificates: readonly string[];
  readonly certified: Readonly<Record<string, readonly string[]>>;
}

/** Those of lines with one of these keys, key by key: `pre-shared-cert shop { hosts "shop.example" }`. */
export function certificatesOf(settings: readonly Setting[], keys: readonly string[]): Certificates {
  const lines = keys.flatMap((wanted) => settings.filter(({ key }) => key === wanted));
  return { certificates: [...new Set(lines.flatMap(({ values }) => listed(values)))], certified: certifiedBy(lines) };
}
