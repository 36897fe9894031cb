/** Starts the run, prints the tally that the project's runners end with, and rejects when a test failed. */
export function report(
  go: (done: (failures: number) => void) => Mocha.Runner,
  say: (text: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const runner = go((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      say(`${passes} passed, ${failures} failed${pending ? `, ${pending} skipped` : ''}`);
      if (failures) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
  });
}
