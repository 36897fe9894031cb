import { secondsOf } from '../base/duration.ts';
import type { ProgramAnswer } from '../network/network.ts';
import type { Setting } from '../topology/setting.ts';

/**
 * What a program answers, as the author says it: `response PATH STATUS [DURATION]`, where a path is a pattern and the status a
 * number of HTTP, `none` or `rst`. Lines that say nothing of the kind are left out.
 */
export const answersOf = (settings: readonly Setting[]): readonly ProgramAnswer[] =>
  settings.flatMap(({ id, key, values: [path, status, time] }): ProgramAnswer[] => {
    if (key !== 'response' || path === undefined) return [];
    const said =
      status === 'none' || status === 'rst' ? status : /^[1-5]\d\d$/.test(status ?? '') ? Number(status) : undefined;
    return said === undefined ? [] : [{ path, status: said, seconds: secondsOf(time ?? '0') ?? 0, source: id }];
  });
