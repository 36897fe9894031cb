import type * as vscode from 'vscode';
import type { Asker } from './ask.ts';
import type { Highlights } from './highlights.ts';
import type { Questions } from './questions.ts';
import type { StateDocuments } from './state-documents.ts';

/** What a panel needs around it. */
export interface Surroundings {
  readonly extensionUri: vscode.Uri;
  /** `publisher.name`, as VS Code knows it. */
  readonly extensionId: string;
  readonly client: Asker;
  readonly log: vscode.LogOutputChannel;
  readonly highlights: Highlights;
  readonly states: StateDocuments;
  readonly questions: Questions;
}
