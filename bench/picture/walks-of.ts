import { createModel, sceneOf, type Trace } from '@netk/engine';
import { topologyOf } from '@netk/language';
import type { Picture } from '@netk/protocol';

/** What the extension tells the panel of a text and one of its walks. */
export interface Told {
  readonly picture: Picture;
  readonly trace: Trace;
}

const uri = 'memory:/bench.netk';

/** The picture of a text, and the trace of the walk with a name. */
export async function toldOf(text: string, name: string): Promise<Told> {
  const { topology } = await topologyOf(text, uri);
  const model = createModel(topology);
  const walk = topology.walks.find((each) => each.name === name);
  if (!walk) throw new Error(`the text of the benchmark has no walk ${name}`);
  const nowhere = { uri, start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const entry = { id: walk.id, range: nowhere, name };
  return {
    picture: { uri, version: 1, scene: sceneOf(model.plan), ranges: {}, walks: [entry] },
    trace: model.trace(walk.id),
  };
}
