/** A Linux kernel in which the laboratory's programs can run. */
export interface Kernel {
  readonly name: string;
  /** The command that runs another one in namespaces of its own (`unshare -n -m`) as root, with the same input and output. */
  command(argv: readonly string[], seconds: number): readonly string[];
  /** How many of them run side by side; a machine's own kernel is one. */
  readonly processes: number;
  /** How many plans one of them builds at a time. */
  readonly jobs: number;
  /** How much longer than on the machine's own kernel a client waits: a program of its own starts ten to twenty times slower. */
  readonly patience: number;
}

/** A word of the option `--kernel`. A missing kernel is its reason. */
export interface KernelKind {
  readonly word: string;
  /** What may follow the word after a colon; undefined: nothing. */
  readonly argument?: string;
  find(argument: string | undefined): Kernel | string;
}
