import { usualWidth } from '@netk/diagram';
import { kernelWords } from '@netk/lab';
import { visibleLines } from '@netk/language';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { capacity } from './capacity.ts';
import { type CheckFormat, check, checkFormats, type Format } from './check.ts';
import { type ExitCode, exitCodes, UsageError } from './exit-codes.ts';
import type { Io } from './io.ts';
import { type LabOptions, lab } from './lab.ts';
import { type RenderFormat, type RenderView, render, renderFormats, renderViews } from './render.ts';
import { show, viewNames } from './show.ts';
import { type TestFormat, test, testFormats } from './test.ts';
import { type WalkFormat, type WalkQuestion, walk, walkFormats } from './walk.ts';

/** Starts the language server; it ends with the editor. */
export type StartServer = () => Promise<void>;

interface WalkOptions {
  readonly format: WalkFormat;
  readonly from?: string;
  readonly to?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly brief?: boolean;
}

const format = (names: readonly string[] = ['text', 'json']) =>
  new Option('--format <format>', 'how to print the answer').choices(names).default('text');

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 65_535) throw new InvalidArgumentError('not a port.');
  return number;
}

interface RenderFlags {
  readonly format: RenderFormat;
  readonly view: RenderView;
  readonly route: number;
  readonly width: number;
}

/** For which formats an option of a picture means something. */
const drawnBy: Readonly<Record<'view' | 'route' | 'width', readonly RenderFormat[]>> = {
  view: ['svg'],
  route: ['svg', 'html'],
  width: ['svg', 'html'],
};

function refuseUseless(format: RenderFormat, isGiven: (flag: string) => boolean): void {
  for (const [flag, formats] of Object.entries(drawnBy))
    if (isGiven(flag) && !formats.includes(format))
      throw new UsageError(`--${flag} goes with --format ${formats.join(' or ')}`);
}

function route(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('routes are counted from 1.');
  return Number(text);
}

function width(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 320 || number > 4000) throw new InvalidArgumentError('it is from 320 to 4000.');
  return number;
}

function protocol(text: string): string {
  if (!/^(?:tcp|udp|sctp|icmp)$/i.test(text)) throw new InvalidArgumentError('it is tcp, udp, sctp or icmp.');
  return text;
}

function questionOf(names: readonly string[], { from, to, port, protocol }: WalkOptions): WalkQuestion {
  if (from === undefined && to === undefined) {
    if (port !== undefined || protocol !== undefined)
      throw new UsageError('--port and --protocol go with --from and --to');
    return { names };
  }
  if (from === undefined || to === undefined) throw new UsageError('--from and --to go together');
  if (names.length) throw new UsageError('name walks, or ask with --from and --to');
  const adHoc = { from, to, ...(port === undefined ? {} : { port }), ...(protocol === undefined ? {} : { protocol }) };
  return { names, adHoc };
}

/** Words before the first that is no file, folder or `-` are paths, the others are names of walks. */
const isPath = (word: string): boolean => word === '-' || /[./\\]/.test(word);

/** Runs one command line, without the name of the program. */
export async function runProgram(words: readonly string[], io: Io, startServer: StartServer): Promise<ExitCode> {
  let code: ExitCode = exitCodes.fine;
  const program = new Command('netk')
    .description('Kubernetes networks as text: checks them, and computes what happens to a packet.')
    .version('0.1.0')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(visibleLines(text)) });

  program
    .command('check')
    .description('everything that is wrong with the files')
    .argument('<path...>', 'files, folders, or - for standard input')
    .addOption(format(checkFormats))
    .action(async (paths: string[], options: { format: CheckFormat }) => {
      code = await check(paths, options.format, io);
    });

  program
    .command('walk')
    .description('what happens to the packets of walks, hop by hop')
    .argument('<path>', 'a file, a folder, or - for standard input')
    .argument('[name...]', 'more paths, and names of walks (all, when none is given)')
    .option('--from <name>', 'ask without a walk in the file: who sends')
    .option('--to <name>', 'a name or an address')
    .addOption(new Option('--port <number>', 'the port of --to').argParser(port))
    .addOption(new Option('--protocol <name>', 'tcp, udp, sctp or icmp').argParser(protocol))
    .option('--brief', 'a line for each machine: kind, interfaces, and the header that leaves')
    .addOption(format(walkFormats))
    .action(async (path: string, rest: string[], options: WalkOptions) => {
      const { brief = false } = options;
      if (brief && options.format !== 'text') throw new UsageError('--brief goes with --format text');
      const question = {
        ...questionOf(
          rest.filter((word) => !isPath(word)),
          options,
        ),
        brief,
      };
      code = await walk([path, ...rest.filter(isPath)], question, options.format, io);
    });

  program
    .command('render')
    .description('a walk as a picture or a page that goes into a report')
    .argument('<path>', 'a file, or - for standard input')
    .argument('[walk]', 'the name of a walk (the only one, or the topology alone, when none is given)')
    .addOption(new Option('--format <format>', 'what to make of it').choices(renderFormats).default('svg'))
    .addOption(new Option('--view <view>', 'which picture svg has').choices(renderViews).default('topology'))
    .addOption(new Option('--route <number>', 'which route svg draws').argParser(route).default(1))
    .addOption(new Option('--width <pixels>', 'how wide a sequence is').argParser(width).default(usualWidth))
    .action(async (path: string, name: string | undefined, options: RenderFlags, command: Command) => {
      refuseUseless(options.format, (flag) => command.getOptionValueSource(flag) === 'cli');
      code = await render(path, name, options, io);
    });

  program
    .command('test')
    .description('every expectation of the walks')
    .argument('<path...>', 'files, folders, or - for standard input')
    .option('--allow-undetermined', 'end with 0 also where an expectation needs what netk does not model')
    .addOption(format(testFormats))
    .action(async (paths: string[], options: { format: TestFormat; allowUndetermined?: boolean }) => {
      code = await test(paths, options.format, io, options.allowUndetermined);
    });

  program
    .command('capacity')
    .description('addresses and pods that fit, per subnet and node')
    .argument('<path...>', 'files, folders, or - for standard input')
    .addOption(format())
    .action(async (paths: string[], options: { format: Format }) => {
      code = await capacity(paths, options.format, io);
    });

  program
    .command('show')
    .description("a device's state, as the real tools print it")
    .argument('<path>', 'a file, a folder, or - for standard input')
    .argument('<device>', 'a node, a pod, a host or a router: its name, or its id where names are alike')
    .argument('[view]', `${viewNames.join(', ')} (all, when none is given)`)
    .action(async (path: string, device: string, view: string | undefined) => {
      code = await show(path, device, view, io);
    });

  program
    .command('lab')
    .description('the walks, compared with what a Linux kernel does')
    .argument('<path>', 'a file, a folder, or - for standard input')
    .argument('[name...]', 'more paths, and names of walks (all, when none is given)')
    .addOption(format())
    .addOption(
      new Option('--backend <backend>', 'which iptables carries the rules').choices(['nft', 'legacy']).default('nft'),
    )
    .option('--kernel <kernel>', `the kernel that walks: ${kernelWords.join(', ')}`, 'host')
    .action(async (path: string, rest: string[], options: LabOptions) => {
      code = await lab(
        [path, ...rest.filter(isPath)],
        rest.filter((word) => !isPath(word)),
        options,
        io,
      );
    });

  program
    .command('lsp')
    .description('the language server, for any editor')
    .requiredOption('--stdio', 'talk over standard input and output')
    .action(startServer);

  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`netk: ${visibleLines(error.message)}\n`);
      return exitCodes.usage;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
    throw error;
  }
}
