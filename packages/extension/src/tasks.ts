import { type Report, reportRequest, type TaskKind } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from './ask.ts';
import { filesOf } from './find-files.ts';

/** A task as `tasks.json` has it. */
interface NetkTask extends vscode.TaskDefinition {
  readonly type: 'netk';
  readonly task: TaskKind;
  /** Which files, as a pattern; undefined: all of the workspace. */
  readonly files?: string;
}

const kinds: readonly TaskKind[] = ['check', 'test'];
const matchers: Readonly<Record<TaskKind, string>> = { check: '$netk', test: '$netk-test' };
const everyFile = '**/*.netk';

const isTask = (definition: vscode.TaskDefinition): definition is NetkTask =>
  definition.type === 'netk' && kinds.includes(definition.task);

/**
 * The tasks `netk check` and `netk test`. The language server does the work, so they run where no process can, too: in a
 * browser, and without the command installed.
 */
export class Tasks implements vscode.TaskProvider {
  readonly #client: Asker;

  constructor(client: Asker) {
    this.#client = client;
  }

  provideTasks(): vscode.Task[] {
    return kinds.map((task) => this.#taskOf({ type: 'netk', task }));
  }

  resolveTask({ definition }: vscode.Task): vscode.Task | undefined {
    return isTask(definition) ? this.#taskOf(definition) : undefined;
  }

  #taskOf(definition: NetkTask): vscode.Task {
    const { task, files = everyFile } = definition;
    const made = new vscode.Task(
      definition,
      vscode.TaskScope.Workspace,
      files === everyFile ? task : `${task} ${files}`,
      'netk',
      new vscode.CustomExecution(async () => new Reporter(this.#client, task, files)),
      matchers[task],
    );
    made.group = task === 'test' ? vscode.TaskGroup.Test : vscode.TaskGroup.Build;
    made.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
    return made;
  }
}

/** A terminal that prints what the command would. */
class Reporter implements vscode.Pseudoterminal {
  readonly #client: Asker;
  readonly #what: TaskKind;
  readonly #files: string;
  readonly #write = new vscode.EventEmitter<string>();
  readonly #ended = new vscode.EventEmitter<number>();
  readonly #stop = new vscode.CancellationTokenSource();
  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#ended.event;

  constructor(client: Asker, what: TaskKind, files: string) {
    this.#client = client;
    this.#what = what;
    this.#files = files;
  }

  open(): void {
    void this.#run();
  }

  close(): void {
    this.#stop.cancel();
  }

  async #run(): Promise<void> {
    let good = true;
    try {
      const files = await filesOf(this.#files);
      for (const uri of files) {
        const report = await this.#reportOf(uri);
        good &&= report.good;
        for (const line of report.lines) this.#say(line);
      }
      const count = vscode.l10n.t('{0} files', files.length);
      this.#say(
        `netk ${this.#what}: ${count}, ${good ? vscode.l10n.t('all is well') : vscode.l10n.t('not all is well')}`,
      );
    } catch (error) {
      good = false;
      this.#say(error instanceof Error ? error.message : String(error));
    } finally {
      this.#ended.fire(good ? 0 : 1);
    }
  }

  #reportOf(uri: vscode.Uri): Promise<Report> {
    const params = { uri: uri.toString(), file: vscode.workspace.asRelativePath(uri, false), what: this.#what };
    return ask(this.#client, reportRequest, params, this.#stop.token);
  }

  #say(line: string): void {
    this.#write.fire(`${line}\r\n`);
  }
}
