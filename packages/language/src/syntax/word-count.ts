import type { AstNode } from 'langium';

const counts = new WeakMap<AstNode, number>();

/** Remembers how many words and signs a file has, or at most has, for the limit of a file. */
export const countWords = (root: AstNode, words: number): void => void counts.set(root, words);

/** What was remembered; without it as many as can be. */
export const wordsIn = (root: AstNode): number => counts.get(root) ?? Number.POSITIVE_INFINITY;
