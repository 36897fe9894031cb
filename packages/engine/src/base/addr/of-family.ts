import { type Family, parseIp } from './index.ts';

/** The first of several addresses that is of a family. */
export const ofFamily = (texts: readonly (string | undefined)[], family: Family): string | undefined =>
  texts.find((text) => {
    const ip = text === undefined ? undefined : parseIp(text);
    return ip !== undefined && (typeof ip === 'number' ? 4 : 6) === family;
  });
