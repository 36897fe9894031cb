/** The most that `ndots` counts, in glibc, musl and Go alike (seen of glibc 2.36 and 2.41, musl 1.2.3 and 1.2.5, Go 1.19 and 1.23). */
export const mostNdots = 15;

/** Dots of a name as it is written. */
export const dotsIn = (name: string): number => name.split('.').length - 1;

/** A name with a suffix of the search list; `.` is the name alone. */
export function joined(name: string, suffix: string): string {
  const own = suffix.replace(/^\.+|\.+$/g, '');
  return bare(own === '' ? name : `${name}.${own}`);
}

/** A name as a question has it: in lower case, without the last dot. */
export const bare = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** Whether somebody wrote the name with a dot at its end: then it is asked as it is, and nothing else. */
export const isRooted = (name: string): boolean => name.endsWith('.');
