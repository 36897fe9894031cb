import { join } from 'node:path';
import { launch } from './launch.ts';

// The command's entry: the bundle of everything else lies beside this one.
launch(join(__dirname, 'cli-main.cjs'));
