import { existsSync } from 'node:fs';

/** Debian's own interpreter starts ten times faster than a version manager's wrapper. */
export const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
