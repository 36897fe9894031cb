import { createNetkServices } from '@netk/language';
import { EmptyFileSystem } from 'langium';
import type { Held } from './benches/memory.ts';
import { clusterText } from './cluster-text.ts';
import { Reader } from './read-text.ts';
import { stockLangium } from './stock-langium.ts';

// A process that reads one text, keeps what the server would keep, and says what that takes.
const [reader, pods, services] = process.argv.slice(2);
const warmUp = clusterText({ pods: 3, services: 2 });
const text = clusterText({ pods: Number(pods), services: Number(services) });

/** Bytes of the heap that something still refers to. */
async function heap(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await new Promise((done) => setTimeout(done, 20));
    globalThis.gc!();
  }
  return process.memoryUsage().heapUsed;
}

const shared = reader === 'netk' ? createNetkServices(EmptyFileSystem).shared : stockLangium();
const all = new Reader(shared, { validation: reader === 'netk' });
await all.readOnce(warmUp);
const before = await heap();
const document = await all.read(text);
const after = await heap();
const answer: Held = { heap: after - before, resident: process.memoryUsage().rss };
// The document is kept until here.
if (document.parseResult.parserErrors.length > 0) throw new Error('the text of the benchmark is wrong');
process.stdout.write(JSON.stringify(answer));
