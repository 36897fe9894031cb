import { type ElementId, elementId, finish, type Model, type Walk } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { clusterText } from '../cluster-text.ts';
import { interleaved } from '../measure.ts';
import { type Bench, type Options, type Row, scaled } from '../row.ts';

const most = 2;
/** The same in both clusters: a walk to a Service has as many branches. */
const endpoints = 5;
const walksInRound = 40;

interface Asked {
  readonly pods: number;
  readonly services: number;
  readonly model: Model;
  readonly podIds: readonly ElementId[];
  readonly serviceIds: readonly ElementId[];
}

async function prepare(pods: number, services: number): Promise<Asked> {
  const { model } = await topologyOf(clusterText({ pods, services, endpoints }));
  // Devices are lowered when a walk first meets them. Here all are, so that walks alone are measured.
  for (const device of model.network.devices.values()) if (device.ruleset) [...device.ruleset.chains()];
  const podIds = model.plan.pods.map(({ id }) => id);
  return { pods, services, model, podIds, serviceIds: model.plan.services.map(({ id }) => id) };
}

/** Question number `at`: every second goes to a Service, the others to a pod, between ends all over the cluster. */
function question({ podIds, serviceIds }: Asked, at: number): Walk {
  const pick = (ids: readonly ElementId[], factor: number): ElementId => ids[(at * factor + 3) % ids.length]!;
  const service = at % 2 === 0;
  return {
    id: elementId(`walk:bench-${at}`),
    uri: 'memory:/bench.netk',
    title: `question ${at}`,
    from: { kind: 'element', of: pick(podIds, 7919), text: 'from' },
    to: service
      ? { kind: 'element', of: pick(serviceIds, 104_729), text: 'to', port: 80 }
      : { kind: 'element', of: pick(podIds, 15_485_863), text: 'to', port: 8080 },
    chooses: [],
    givens: [],
    expects: [],
    settings: [],
  };
}

/** Answers questions that were never asked before, and throws when one is not answered by a delivery. */
function walker(asked: Asked): () => void {
  let next = 0;
  return () => {
    for (let count = 0; count < walksInRound; count++) {
      const trace = finish(asked.model.asking(question(asked, next++)));
      const lost = trace.routes.find(({ verdict }) => verdict !== 'delivered');
      if (lost) throw new Error(`a walk of the benchmark ended as ${lost.verdict}: ${lost.cause}`);
    }
  };
}

async function* rows(options: Options): AsyncIterable<Row> {
  const small = await prepare(scaled(100, options, 20), scaled(10, options));
  const large = await prepare(scaled(10_000, options, 40), scaled(2_000, options));
  const times = await interleaved({ small: walker(small), large: walker(large) }, options.rounds);
  const [before, after] = [times.small / walksInRound, times.large / walksInRound];
  const ratio = after / before;
  const perSecond = (time: number): string => `${Math.round(1000 / time)}/s`;
  yield {
    bench: 'walks',
    what: 'cost per walk, large cluster ÷ small cluster',
    size: `${small.pods} → ${large.pods} pods, ${small.services} → ${large.services} Services`,
    measured: `${perSecond(before)} → ${perSecond(after)}`,
    figures: { smallMsPerWalk: before, largeMsPerWalk: after },
    aim: `< ${most}`,
    ratio,
    met: ratio < most,
  };
}

/** How much dearer one walk gets when the cluster grows. */
export const walks: Bench = { name: 'walks', run: rows };
