import { commands } from './commands.ts';
import type { Contest } from './contest.ts';
import { keystrokes } from './keystrokes.ts';
import { opening } from './opening.ts';
import { pairs } from './pairs.ts';
import { resident } from './resident.ts';
import { traces } from './traces.ts';
import { verdicts } from './verdicts.ts';

/** Every measurement of two builds, in the order of the table. */
export const contests: readonly Contest[] = [verdicts, traces, opening, keystrokes, pairs, commands, resident];
