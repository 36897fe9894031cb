import { parseIp } from '../../base/addr/index.ts';
import type { Check } from '../check.ts';
import { writtenAddresses } from './written.ts';

/** NK029: something that looks like an address and is none. */
export const badAddresses: Check = {
  codes: ['NK029'],
  doc: 'An address is out of range.',
  *run({ plan }) {
    for (const { id, text, what } of writtenAddresses(plan.topology)) {
      if (parseIp(text) === undefined)
        yield {
          code: 'NK029',
          severity: 'error',
          about: id,
          message: `${text} (${what}) is no address: each number is 0-255`,
          related: [],
        };
    }
  },
};
