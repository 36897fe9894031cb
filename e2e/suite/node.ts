import Mocha from 'mocha';
import { report } from './report.ts';

/** The entry for a Node extension host: desktop VS Code, or a workbench with a server. */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'tdd',
    color: false,
    timeout: 180_000,
    reporter: 'spec',
    failZero: true,
    forbidOnly: true,
  });
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
  await import('./all.ts');
  await report((done) => mocha.run(done), console.log);
}
