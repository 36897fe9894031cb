import { type Backend, findKernel, type Kernel, missing, otherKernel } from '../src/index.ts';

/** The kernel of tests that any can carry: NETK_LAB_IN, or the machine's own. */
export const here: Kernel = (() => {
  const found = findKernel(process.env.NETK_LAB_IN ?? 'host');
  if (typeof found === 'string') throw new Error(`NETK_LAB_IN: ${found}`);
  return found;
})();

/** Why the laboratory cannot run here, or in another kernel; printed once, so that a skipped test says why. */
export function cannotRun(backend: Backend = 'nft', kernel: Kernel = here): string | undefined {
  const reasons = missing(backend, kernel);
  if (reasons.length === 0) return undefined;
  console.log(`skipped the kernel laboratory (${kernel.name}, ${backend}): ${reasons.join('; ')}`);
  return reasons.join('; ');
}

type Another =
  | { readonly kernel: Kernel; readonly reason?: undefined }
  | { readonly kernel?: undefined; readonly reason: string };

/**
 * Another kernel for what this machine's lacks; or why tests that need one are skipped, which is printed. `much`: it has so much to do that qemu,
 * several times slower than user-mode Linux, is taken only where NETK_LAB_KERNEL asks for it.
 */
export function another({ much = false } = {}): Another {
  const kernel = otherKernel();
  const reason =
    typeof kernel === 'string'
      ? kernel
      : much && kernel.name === 'qemu' && !process.env.NETK_LAB_KERNEL
        ? 'qemu would need minutes for it (`npm run kernel` makes a faster one, NETK_LAB_KERNEL=qemu asks for it)'
        : cannotRun('nft', kernel);
  if (typeof kernel !== 'string' && reason === undefined) return { kernel };
  console.log(`skipped what needs another kernel: ${reason}`);
  return { reason: reason ?? '' };
}
