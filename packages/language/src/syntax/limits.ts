/**
 * What is read of one file. Each limit is far above what people write and far below what would stop the editor; each
 * is told where it is met, and everything before it and beside it is read.
 */

/** Characters (UTF-16) of a file: the rest is not read. */
export const mostCharacters = 2 * 2 ** 20;

/** Words, signs and the line ends between them, which end statements: the rest of a file is not read. */
export const mostTokens = 1_000_000;

/** Characters of one word or string: it is cut. */
export const mostInWord = 4096;

/** Digits of one number: it is cut. More are no exact number in JavaScript. */
export const mostDigits = 15;

/** Imports of one file: the files of more are not read. Each of them is looked for on the disk. */
export const mostImports = 1000;

/** Blocks inside of blocks: the content of a deeper one is not read. The parser descends recursively. */
export const deepestBlock = 64;
