import * as vscode from 'vscode';
import { extension, openExample } from './open.ts';
import { until } from './until.ts';

const assert = (holds: unknown, message: string): void => {
  if (!holds) throw new Error(message);
};

/** The host of extensions is a web worker, and not Node. */
const inWorker = 'importScripts' in globalThis;

/** Runs a task, and says how it ended. */
async function ended(task: vscode.Task): Promise<number | undefined> {
  const done = new Promise<number | undefined>((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task.name) return;
      listening.dispose();
      resolve(exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  return done;
}

suite("VS Code's own places", () => {
  suiteSetup(async () => {
    await extension();
    await openExample('smallest.netk');
  });

  test('the tasks check and test run without a process, and end as the commands do', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'netk' });
    assert(tasks.map(({ name }) => name).join() === 'check,test', tasks.map(({ name }) => name).join());
    const check = tasks.find(({ name }) => name === 'check')!;
    assert(check.problemMatchers.join() === '$netk', `matchers ${check.problemMatchers.join()}`);
    assert((await ended(check)) === 0, 'netk check');
  });

  test('a fenced block in the preview of Markdown is drawn below its text', async function () {
    if (inWorker) {
      console.log('skipped: the workbench without a server has no preview of Markdown that renders');
      this.skip();
    }
    await vscode.extensions.getExtension('vscode.markdown-language-features')?.activate();
    const block = 'vpc a 10.0.0.0/16 { subnet s 10.0.1.0/24 }';
    const content = `\`\`\`netk\n${block}\n\`\`\`\n`;
    const html = await until('the picture', async () => {
      const rendered = await vscode.commands.executeCommand<string>('markdown.api.render', content);
      return rendered.includes('<img class="netk"') && rendered;
    });
    assert(html.includes('10.0.0.0/16'), html.slice(0, 300));
    assert(html.includes('data:image/svg+xml') && html.includes('alt="the topology"'), html.slice(0, 500));
  });
});
