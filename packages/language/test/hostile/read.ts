import { type ProjectFile, topologyOf } from '../../src/index.ts';

/** A diagnostic as tests compare it: its place from 1, its code, and its words. */
export const told = ({ diagnostics }: ProjectFile): string[] =>
  diagnostics.map(({ range: { start }, code, message }) => {
    const words = typeof message === 'string' ? message : message.value;
    return `${start.line + 1}:${start.character + 1} ${code ? `${code} ` : ''}${words}`;
  });

/** Diagnostics whose range is not a place of the text, in order. Langium marks an error at the end of a file behind it. */
export function misplaced({ diagnostics, text }: ProjectFile): string[] {
  const lines = text.split('\n');
  return diagnostics
    .filter(({ range: { start, end } }) => {
      const inside = (at: typeof start): boolean => at.line >= 0 && at.line < lines.length && at.character >= 0;
      const fits =
        start.character <= (lines[start.line]?.length ?? -1) && end.character <= (lines[end.line]?.length ?? -1);
      const ordered = start.line < end.line || (start.line === end.line && start.character <= end.character);
      return !(inside(start) && inside(end) && fits && ordered);
    })
    .map(
      ({ range: { start, end }, message }) =>
        `${start.line}:${start.character}-${end.line}:${end.character} ${message}`,
    );
}

/** Reads a text through every stage: parse, link, checks, plan, network, walks. Gives what was found, and how long it took. */
export async function readAll(text: string): Promise<{ readonly file: ProjectFile; readonly milliseconds: number }> {
  const start = performance.now();
  const file = await topologyOf(text);
  for (const { id } of file.topology.walks) file.model.trace(id);
  file.model.network.devices.size;
  return { file, milliseconds: performance.now() - start };
}
