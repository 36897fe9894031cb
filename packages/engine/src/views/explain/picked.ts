import type { Choice } from '../../trace/trace.ts';

/** What was picked, in words; with how many others it stands for. */
export const pickedText = ({ picked, alike }: Pick<Choice, 'picked' | 'alike'>): string =>
  alike ? `${picked} or one of ${alike.length} like it` : picked;
