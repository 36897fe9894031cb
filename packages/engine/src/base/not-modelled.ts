/** That netk reads something and does not follow it yet, in the words of an assumption. */
export const notModelled = (what: string): string => `${what}, which is not modelled yet`;
