import { spawn } from 'node:child_process';

type Answer<T> = { readonly seen: T } | { readonly error: string };

/**
 * Runs a program of the laboratory with cases as JSON on its standard input: what it saw of each, in their order. Rejects with the words of
 * the tool, or of the first case that failed.
 */
export function askAgent<T>([command = '', ...args]: readonly string[], input: unknown): Promise<readonly T[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    let err = '';
    child.stdout.on('data', (data: Buffer) => out.push(data));
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(err.trim() || `the laboratory ended with ${code}`));
      const answers = JSON.parse(Buffer.concat(out).toString('utf8')) as readonly Answer<T>[];
      const failed = answers.find((answer) => 'error' in answer);
      if (failed && 'error' in failed) reject(new Error(failed.error));
      else resolve(answers.flatMap((answer) => ('seen' in answer ? [answer.seen] : [])));
    });
    child.stdin.on('error', () => {}); // the end is told by its exit
    child.stdin.end(JSON.stringify(input));
  });
}
