import 'mocha/mocha';
import { report } from './report.ts';

/** The entry for a web worker extension host. */
export async function run(): Promise<void> {
  // 'spec': mocha's default in a browser wants a document. Only errors reach the one who watches a worker.
  mocha.setup({ ui: 'tdd', reporter: 'spec', timeout: 180_000, color: false, failZero: true, forbidOnly: true });
  const say = (...words: unknown[]) => console.error(...words);
  (Mocha.reporters.Base as unknown as { consoleLog: typeof say }).consoleLog = say;
  await import('./all.ts');
  await report((done) => mocha.run(done), say);
}
