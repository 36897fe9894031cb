import { createModel, type Trace } from '@netk/engine';
import { topologyOf } from '../../src/index.ts';

/** The answer to a walk in few words: verdict or cause, what the client sees, and how likely each way is. */
export function inShort({ verdict, routes, reasons }: Trace): string {
  if (routes.length === 0) return `${verdict}: ${reasons?.join('; ')}`;
  const ways = routes.map(({ fraction, cause, to, client, assumes, verdict: own }) => {
    const share = routes.length > 1 ? `${fraction} ` : '';
    const why = own === 'undetermined' ? `: ${assumes?.join('; ')}` : '';
    return `${share}${cause ?? own}${to === undefined ? '' : ` to ${to}`}${why}, ${client}`;
  });
  return ways.join(' | ');
}

/** The answers to the walks of a text, by name, and the texts of its errors. */
export async function answersOf(text: string) {
  const { topology, diagnostics } = await topologyOf(text);
  const model = createModel(topology);
  return {
    errors: diagnostics.filter(({ severity }) => severity === 1).map(({ message }) => message),
    answers: Object.fromEntries(topology.walks.map(({ id, name }) => [name ?? id, inShort(model.trace(id))])),
    model,
  };
}
