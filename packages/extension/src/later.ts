/** A function that runs once, `milliseconds` after the last time that it was called. */
export function later<A extends readonly unknown[]>(
  milliseconds: number,
  act: (...args: A) => void,
): (...args: A) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...args), milliseconds);
  };
}
