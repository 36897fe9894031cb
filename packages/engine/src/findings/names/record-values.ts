import { parseIp } from '../../base/addr/index.ts';
import { wrongIn } from '../../compilers/names/written-zones.ts';
import type { Check } from '../check.ts';

/** NK096: a value that records of its type cannot have. What is asked for it is undetermined. */
export const recordValues: Check = {
  codes: ['NK096'],
  doc: 'The value of a record is none that its type has.',
  *run({ plan }) {
    for (const { records } of plan.topology.internet?.zones ?? [])
      for (const { id, name, type, values, target } of records) {
        if (target?.kind === 'element') continue;
        for (const value of values) {
          const wrong = wrongIn(type, value);
          // numbers that are no address are told where they stand (NK029)
          if (wrong === undefined || (/^[\d.]+$/.test(value) && parseIp(value) === undefined)) continue;
          yield {
            ...{ code: 'NK096', severity: 'error', about: id, related: [] },
            message: `${name}: ${wrong}; questions for it have no known answer`,
          };
        }
      }
  },
};
