import { placedNowhere } from '../../base/placed-nowhere.ts';
import type { Query } from '../../network/stub-resolver.ts';
import type { Asking } from '../answer.ts';
import type { Journey } from '../travel.ts';
import { taking, type World } from './answers.ts';
import { askServer } from './ask-server.ts';
import { DnsCaches } from './caches.ts';
import type { Resolving } from './resolving.ts';
import { serve } from './serve.ts';

/** Questions of one batch, one after the other; where the same was asked before, what was kept then answers now. */
export function askAll(resolving: Resolving, queries: readonly Query[], journey: Journey): readonly Asking[] {
  const { device, idle, unplaced, from } = resolving;
  const world: World = { journey, caches: new DnsCaches(), ask: (to, depth) => askServer(world, to, depth) };
  const ask = ({ name, type, server: address, transport, edns, socket }: Query): Asking => {
    const question = { name, type };
    const own = unplaced.get(address);
    if (!own) return world.ask({ device, address, port: 53, transport, edns, question, number: socket - 1 }, 0);
    const { said, behind } = serve(world, device, own, question, 0, { transport, edns, client: from.address }, undefined);
    return taking({ question, from: device.name, to: own.name, transport, said, behind }, [placedNowhere(own.name)]);
  };
  if (idle === undefined) return queries.map(ask);
  return queries.map((query) => {
    world.caches.now = 0;
    ask(query);
    world.caches.now = idle;
    return ask(query);
  });
}
