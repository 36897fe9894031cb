import { text } from 'node:stream/consumers';
import { bugIn } from '@netk/engine';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { logFailure } from './own-failure.ts';
import { runProgram } from './program.ts';

const io: Io = {
  cwd: process.cwd(),
  out: (words) => process.stdout.write(words),
  err: (words) => process.stderr.write(words),
  stdin: () => text(process.stdin),
  colour: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
};

const startServer = async () => {
  await import('@netk/server/node');
  await new Promise<never>(() => {}); // the connection ends the process
};

// A reader that went away (`netk walk … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? 0 : exitCodes.usage),
);

try {
  process.exitCode = await runProgram(process.argv.slice(2), io, startServer);
} catch (error) {
  io.err(`netk: ${bugIn(error)}\n`);
  logFailure(error, io);
  process.exitCode = exitCodes.usage;
}
