import { placedNowhere } from '../../base/placed-nowhere.ts';
import type { Query } from '../../network/stub-resolver.ts';
import type { Asking } from '../answer.ts';
import type { Journey } from '../travel.ts';
import { taking, type World } from './answers.ts';
import { askServer } from './ask-server.ts';
import { DnsCaches } from './caches.ts';
import type { Resolving } from './resolving.ts';
import { serve } from './serve.ts';

/** Asks the questions of one batch, one after the other; where the same was asked before, what was kept then answers now. */
export class Asker {
  readonly #resolving: Resolving;
  readonly #world: World;

  constructor(resolving: Resolving, journey: Journey) {
    this.#resolving = resolving;
    const world: World = { journey, caches: new DnsCaches(), ask: (to, depth) => askServer(world, to, depth) };
    this.#world = world;
  }

  ask(query: Query): Asking {
    const { idle } = this.#resolving;
    if (idle === undefined) return this.#once(query);
    this.#world.caches.now = 0;
    this.#once(query);
    this.#world.caches.now = idle;
    return this.#once(query);
  }

  #once({ name, type, server: address, transport, edns, socket }: Query): Asking {
    const { device, unplaced, from } = this.#resolving;
    const question = { name, type };
    const own = unplaced.get(address);
    if (!own) return this.#world.ask({ device, address, port: 53, transport, edns, question, number: socket - 1 }, 0);
    const { said, behind } = serve(
      this.#world,
      device,
      own,
      question,
      0,
      { transport, edns, client: from.address },
      undefined,
    );
    return taking({ question, from: device.name, to: own.name, transport, said, behind }, [placedNowhere(own.name)]);
  }
}
