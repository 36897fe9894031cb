import { hasOwnNetwork, type Model } from '@netk/engine';
import { type Subject, subjectOf } from '../src/index.ts';

/** Walks that share a network share a laboratory; each `given` makes a network of its own. */
export function subjectsOf(model: Model, example: string): readonly Subject[] {
  const own = model.topology.walks.filter(({ uri }) => uri.endsWith(`/${example}.netk`));
  const plain = own.filter((walk) => !hasOwnNetwork(walk));
  const alone = own.filter(hasOwnNetwork).map((walk) => [walk]);
  return [plain, ...alone].flatMap((walks) => {
    const [first] = walks;
    return first ? [subjectOf(model, [first.id, ...walks.slice(1).map(({ id }) => id)])] : [];
  });
}
