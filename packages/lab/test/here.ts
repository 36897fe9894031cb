import { type Backend, type Kernel, missing, otherKernel } from '../src/index.ts';

/** Why the laboratory cannot run on this machine, or in a kernel; printed once, so that a skipped test says why. */
export function cannotRun(backend: Backend = 'nft', kernel?: Kernel): string | undefined {
  const reasons = missing(backend, kernel);
  if (reasons.length === 0) return undefined;
  console.log(`skipped the kernel laboratory (${kernel ? `${kernel.name}, ` : ''}${backend}): ${reasons.join('; ')}`);
  return reasons.join('; ');
}

/** Another kernel for what this machine's lacks; or why tests that need one are skipped, which is printed. */
export function another():
  | { readonly kernel: Kernel; readonly reason?: undefined }
  | { readonly kernel?: undefined; readonly reason: string } {
  const kernel = otherKernel();
  const reason = typeof kernel === 'string' ? kernel : cannotRun('nft', kernel);
  if (typeof kernel !== 'string' && reason === undefined) return { kernel };
  const words = reason ?? '';
  console.log(`skipped what needs another kernel: ${words}`);
  return { reason: words };
}
