import { setFlagsFromString } from 'node:v8';

/**
 * V8 puts what was long-lived so far where it is rarely collected. A large network is; the traces of walks through it are
 * made by the same functions, and would be kept with it until the next full collection: half of the time of thousands of
 * walks. At the end of the process V8 has the flags again with which its code of the program is kept.
 */
export function expectGarbage(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  process.prependOnceListener('exit', () => setFlagsFromString('--allocation-site-pretenuring'));
}
