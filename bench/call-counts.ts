import { Session } from 'node:inspector/promises';

/** How often one function of a file ran. */
export interface Calls {
  readonly file: string;
  readonly name: string;
  readonly count: number;
}

/** How often each function ran, by file and name; V8 counts. */
export class CallCounts {
  private readonly session = new Session();

  /** Starts to count. */
  static async start(): Promise<CallCounts> {
    const counts = new CallCounts();
    counts.session.connect();
    await counts.session.post('Profiler.enable');
    await counts.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    return counts;
  }

  /** The functions that ran since the last time that somebody asked. */
  async take(): Promise<readonly Calls[]> {
    const { result } = await this.session.post('Profiler.takePreciseCoverage');
    return result.flatMap(({ url, functions }) =>
      functions
        .map(({ functionName, ranges }) => ({ file: url, name: functionName, count: ranges[0]?.count ?? 0 }))
        // The body of a module is a function without a name: to load it is no call.
        .filter(({ name, count }) => name !== '' && count > 0),
    );
  }

  /** Counts no longer. */
  async stop(): Promise<void> {
    await this.session.post('Profiler.stopPreciseCoverage');
    this.session.disconnect();
  }
}
