/** What an answer takes for granted of somebody to whom no way leads. */
export const placedNowhere = (who: string): string =>
  `${who} stands nowhere in the file: that it is reached is taken for granted`;
