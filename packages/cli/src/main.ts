import { join } from 'node:path';
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
  // The bundle of the server lies beside this one: no other command loads it.
  require(join(__dirname, 'server.js'));
  await new Promise<never>(() => {}); // the connection ends the process
};

// A reader that went away (`netk walk … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? 0 : exitCodes.usage),
);

async function main(): Promise<void> {
  try {
    process.exitCode = await runProgram(process.argv.slice(2), io, startServer);
  } catch (error) {
    io.err(`netk: ${bugIn(error)}\n`);
    logFailure(error, io);
    process.exitCode = exitCodes.usage;
  }
}

void main();
