import { host, hostKind } from './host.ts';
import type { Kernel, KernelKind } from './kernel.ts';
import { qemuKind } from './qemu.ts';
import { umlKind } from './uml.ts';

/** One line for each kernel that `--kernel` can name. */
const kinds: readonly KernelKind[] = [hostKind, umlKind, qemuKind];

/** How they are written: `host`, `uml[:FILE]`, … */
export const kernelWords: readonly string[] = kinds.map(({ word, argument }) =>
  argument === undefined ? word : `${word}[:${argument}]`,
);

/** The kernel that a text names, or why there is none. */
export function findKernel(text: string): Kernel | string {
  const [, word, argument] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const kind = kinds.find((each) => each.word === word);
  if (!kind || (argument !== undefined && kind.argument === undefined))
    return `${text} is no kernel: ${kernelWords.join(', ')}`;
  return kind.find(argument);
}

/** Another kernel for what the machine's own lacks: NETK_LAB_KERNEL, or user-mode Linux, or qemu; or why there is none. */
export function otherKernel(): Kernel | string {
  const asked = process.env.NETK_LAB_KERNEL;
  if (asked) return findKernel(asked);
  const reasons: string[] = [];
  for (const { word } of kinds.slice(1)) {
    const found = findKernel(word);
    if (typeof found !== 'string') return found;
    reasons.push(found);
  }
  return reasons.join('; ');
}

export type { Kernel } from './kernel.ts';
export { host };
