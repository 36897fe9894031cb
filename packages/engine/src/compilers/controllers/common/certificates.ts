import type { Setting } from '../../../topology/setting.ts';
import { settingOf } from '../../../topology/setting.ts';
import { listed } from './annotations.ts';

/** The hosts that certificates are for, by their names or ARNs: of lines that say them, `certificate-arn shop { hosts "shop.example" }`. */
export function certifiedBy(lines: readonly Setting[]): Readonly<Record<string, readonly string[]>> {
  const out: Record<string, readonly string[]> = {};
  for (const { values, settings } of lines) {
    const hosts = listed(settingOf(settings, 'hosts')?.values ?? []);
    if (hosts.length > 0) for (const name of listed(values)) out[name] = hosts;
  }
  return out;
}
