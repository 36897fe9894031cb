/** `33.3 %`. */
export function percent(probability: number): string {
  // sums of thirds are no whole numbers
  const value = Math.round(probability * 1000) / 10;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} %`;
}
