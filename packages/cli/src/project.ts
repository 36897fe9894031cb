import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ProjectFile, readProject, visible } from '@netk/language';
import { NodeFileSystem } from 'langium/node';
import { diagnosticsOf, type JsonDiagnostic } from './diagnostics.ts';
import type { Io } from './io.ts';
import { type Input, readInputs } from './read-inputs.ts';

/** A file that the user asked about. */
export interface ReadFile {
  readonly input: Input;
  readonly project: ProjectFile;
}

/** The same, checked. */
export interface CheckedFile extends ReadFile {
  readonly diagnostics: readonly JsonDiagnostic[];
}

/** Reads and checks everything that the paths name. */
export async function readChecked(paths: readonly string[], io: Io): Promise<readonly CheckedFile[]> {
  return checkInputs(await readInputs(paths, io), io);
}

/** Reads texts without a check of them. */
export async function readUnchecked(inputs: readonly Input[]): Promise<readonly ReadFile[]> {
  const files = await readProject(inputs, NodeFileSystem, { checks: false });
  return inputs.flatMap((input, index) => {
    const project = files[index];
    return project ? [{ input, project }] : [];
  });
}

/** Checks texts that are already read. */
export async function checkInputs(inputs: readonly Input[], io: Io): Promise<readonly CheckedFile[]> {
  const names = new Map(inputs.map(({ uri, file }) => [uri, file]));
  const nameOf = (uri: string) =>
    names.get(uri) ?? visible(uri.startsWith('file:') ? relative(io.cwd, fileURLToPath(uri)) : uri);
  const files = await readProject(inputs, NodeFileSystem);
  return inputs.flatMap((input, index) => {
    const project = files[index];
    return project ? [{ input, project, diagnostics: diagnosticsOf(project, input, nameOf) }] : [];
  });
}
