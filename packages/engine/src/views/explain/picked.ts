import type { Branch, Choice } from '../../trace/trace.ts';

/** What was picked, in words; with how many others it stands for. */
export const pickedText = ({ picked, alike }: Pick<Choice, 'picked' | 'alike'>): string =>
  alike ? `${picked} or one of ${alike.length} like it` : picked;

/** How many ways a branch stands for: itself, and those that go on alike with other picks. */
export const wayCount = ({ choices }: Pick<Branch, 'choices'>): number =>
  choices.reduce((ways, { alike = [] }) => ways * (1 + alike.length), 1);
