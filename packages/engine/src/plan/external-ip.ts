import { parseIp, showIp } from '../base/addr/index.ts';
import { type Setting, settingOf } from '../topology/setting.ts';

/** The address of `external-ip` of a machine of Google Cloud; `none` is none. */
export const externalOf = ({ settings }: { readonly settings: readonly Setting[] }): string | undefined => {
  const ip = parseIp(settingOf(settings, 'external-ip')?.values[0] ?? '');
  return ip === undefined ? undefined : showIp(ip);
};
