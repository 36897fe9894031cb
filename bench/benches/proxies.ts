import { type ElementId, elementId, finish, type Model, type Walk } from '@netk/engine';
import { createNetkServices, topologyOf } from '@netk/language';
import { EmptyFileSystem } from 'langium';
import { proxies as registry } from '../../packages/engine/src/compilers/proxies/index.ts';
import { bridgeText } from '../bridge-text.ts';
import { clusterText } from '../cluster-text.ts';
import { interleaved } from '../measure.ts';
import { Reader } from '../read-text.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';

const [mostFlat, mostBeside, mostBridge] = [1.2, 1.5, 1.5];
const walksInRound = 40;
const endpoints = 5;

interface Asked {
  readonly model: Model;
  readonly pods: readonly ElementId[];
  readonly services: readonly ElementId[];
}

async function prepare(mode: string, pods: number, services: number): Promise<Asked> {
  const text = clusterText({ pods, services, endpoints })
    .replace('kube-proxy iptables', `kube-proxy ${mode}`)
    .replace('kubernetes 1.33', 'kubernetes 1.37');
  const { model } = await topologyOf(text);
  // devices are lowered when a walk first meets them: here all are, so that walks alone are measured
  for (const device of model.network.devices.values()) if (device.ruleset) [...device.ruleset.chains()];
  return { model, pods: model.plan.pods.map(({ id }) => id), services: model.plan.services.map(({ id }) => id) };
}

/** From pods all over the cluster to Services that were never asked from there before. */
function walker({ model, pods, services }: Asked): () => void {
  let next = 0;
  const pick = (ids: readonly ElementId[], factor: number): ElementId => ids[(next * factor + 3) % ids.length]!;
  return () => {
    for (let count = 0; count < walksInRound; count++, next++) {
      const walk: Walk = {
        id: elementId(`walk:proxies-${next}`),
        uri: 'memory:/bench.netk',
        title: `question ${next}`,
        from: { kind: 'element', of: pick(pods, 7919), text: 'from' },
        to: { kind: 'element', of: pick(services, 104_729), text: 'to', port: 80 },
        chooses: [],
        givens: [],
        expects: [],
        settings: [],
      };
      const lost = finish(model.asking(walk)).routes.find(({ verdict }) => verdict !== 'delivered');
      if (lost) throw new Error(`a walk of the benchmark ended as ${lost.verdict}: ${lost.cause}`);
    }
  };
}

async function* modes(options: Options): AsyncIterable<Row> {
  // the pods are as many in both: what a walk costs more in a large cluster is `walks`'
  const pods = scaled(10_000, options, 40);
  const sizes = { few: [pods, scaled(10, options)], many: [pods, scaled(2_000, options)] } as const;
  const usual = walker(await prepare('iptables', ...sizes.many));
  // programs of eBPF are those of a pod network that this cluster does not have
  for (const mode of Object.keys(registry).filter((each) => each !== 'iptables' && each !== 'ebpf')) {
    const few = walker(await prepare(mode, ...sizes.few));
    const many = walker(await prepare(mode, ...sizes.many));
    const times = await interleaved({ few, many, usual }, options.rounds);
    const figures = {
      fewMsPerWalk: times.few / walksInRound,
      manyMsPerWalk: times.many / walksInRound,
      iptablesMsPerWalk: times.usual / walksInRound,
    };
    const row = (what: string, size: string, [one, other]: readonly [number, number], limit: number): Row => ({
      bench: 'proxies',
      what,
      size,
      measured: `${ms(one)} ÷ ${ms(other)}`,
      figures,
      aim: `≤ ${limit}`,
      ratio: one / other,
      met: one / other <= limit,
    });
    const { fewMsPerWalk, manyMsPerWalk, iptablesMsPerWalk } = figures;
    const [fewest, most] = [sizes.few[1], sizes.many[1]];
    yield row(
      `${mode}: a walk to a Service, many ÷ few Services`,
      `${pods} pods, ${most} ÷ ${fewest} Services`,
      [manyMsPerWalk, fewMsPerWalk],
      mostFlat,
    );
    yield row(
      `a walk to a Service, ${mode} ÷ iptables`,
      `${pods} pods, ${most} Services`,
      [manyMsPerWalk, iptablesMsPerWalk],
      mostBeside,
    );
  }
}

/** A text of bridges against one of an EKS cluster with as many pods. */
async function bridges(options: Options): Promise<Row> {
  const pods = scaled(10_000, options, 50);
  const services = scaled(200, options);
  const [bridge, eks] = [bridgeText({ pods, services }), clusterText({ pods, services, walks: 0 })];
  const reader = () => new Reader(createNetkServices(EmptyFileSystem).shared, { validation: true });
  const [one, other] = [reader(), reader()];
  const times = await interleaved(
    { bridge: () => one.readOnce(bridge), eks: () => other.readOnce(eks) },
    options.rounds,
  );
  const ratio = times.bridge / times.eks;
  return {
    bench: 'proxies',
    what: 'text → diagnostics of nodes with bridges ÷ of an EKS cluster',
    size: `${pods} pods, ${Math.ceil(pods / 25)} nodes, ${services} Services`,
    measured: `${ms(times.bridge)} ÷ ${ms(times.eks)}`,
    figures: { bridgeMs: times.bridge, eksMs: times.eks },
    aim: `≤ ${mostBridge}`,
    ratio,
    met: ratio <= mostBridge,
  };
}

/** What Services cost in each mode of kube-proxy, and a large cluster of bridges. */
export const proxies: Bench = {
  name: 'proxies',
  async *run(options) {
    yield* modes(options);
    yield await bridges(options);
  },
};
