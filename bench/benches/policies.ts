import { type ElementId, elementId, finish, type Model, type Walk } from '@netk/engine';
import { createNetkServices, topologyOf } from '@netk/language';
import { EmptyFileSystem } from 'langium';
import { interleaved } from '../measure.ts';
import { policyText } from '../policy-text.ts';
import { Reader } from '../read-text.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';
import { netkServer } from '../server/netk-server.ts';
import { placeAfter, Typist } from '../server/typist.ts';

/** The text with policies has 1.9 times the lines. */
const [mostText, mostKey, mostWalk] = [1.9, 1.9, 1.2];
const walksInRound = 40;

/** From each workload to the Service of the next: all that its policies let through. */
function walker(model: Model): () => void {
  const services = model.plan.services.filter(({ builtin }) => !builtin);
  const byName = new Map(services.map((service) => [service.name, service]));
  const pods = model.plan.pods;
  let next = 0;
  return () => {
    for (let count = 0; count < walksInRound; count++, next++) {
      const from = pods[(next * 7919 + 3) % pods.length]!;
      const own = Number(/^app-(\d+)-/.exec(from.name)![1]);
      const to = byName.get(`app-${(own + 1) % services.length}`)!;
      const lost = finish(model.asking(question(next, from.id, to.id))).routes.find(
        ({ verdict }) => verdict !== 'delivered',
      );
      if (lost) throw new Error(`a walk of the benchmark ended as ${lost.verdict}: ${lost.cause}`);
    }
  };
}

const question = (next: number, from: ElementId, to: ElementId): Walk => ({
  id: elementId(`walk:policies-${next}`),
  uri: 'memory:/bench.netk',
  title: `question ${next}`,
  from: { kind: 'element', of: from, text: 'from' },
  to: { kind: 'element', of: to, text: 'to', port: 80 },
  chooses: [],
  givens: [],
  expects: [],
  settings: [],
});

/** Places where somebody types: what stands in front of them, and what they are. */
const places = [
  ['tier=back', 'a label of a workload'],
  ['walk W1', 'a walk'],
] as const;

async function* keystrokeRows(
  full: string,
  bare: string,
  { rounds }: Options,
  row: (what: string, one: number, other: number, limit: number) => Row,
): AsyncIterable<Row> {
  const command = await netkServer();
  const [one, other] = [
    await Typist.start(command, 'full', 'netk', full),
    await Typist.start(command, 'bare', 'netk', bare),
  ];
  try {
    for (const [after, name] of places) {
      const [here, there] = [placeAfter(full, after, name), placeAfter(bare, after, name)];
      const times = await interleaved(
        { full: () => one.pressTwice(here), bare: () => other.pressTwice(there) },
        2 * rounds,
      );
      yield row(
        `one keystroke in ${name} → diagnostics, with policies ÷ without`,
        times.full / 2,
        times.bare / 2,
        mostKey,
      );
    }
  } finally {
    one.client.close();
    other.client.close();
  }
}

/** What 200 policies cost in a cluster of 10,000 pods: read with walks and checks, and walked. */
export const policies: Bench = {
  name: 'policies',
  async *run(options: Options): AsyncIterable<Row> {
    const size = { workloads: scaled(200, options, 4), replicas: 50 };
    const [bare, full] = [policyText({ ...size, policies: 0 }), policyText({ ...size, policies: size.workloads })];
    const pods = size.workloads * size.replicas;
    const row = (what: string, one: number, other: number, limit: number): Row => ({
      bench: 'policies',
      what,
      size: `${pods} pods, ${size.workloads} policies`,
      measured: `${ms(one)} ÷ ${ms(other)}`,
      figures: { withMs: one, withoutMs: other },
      aim: `≤ ${limit}`,
      ratio: one / other,
      met: one / other <= limit,
    });
    const reader = () => new Reader(createNetkServices(EmptyFileSystem).shared, { validation: true });
    const [one, other] = [reader(), reader()];
    const read = await interleaved(
      { full: () => one.readOnce(full), bare: () => other.readOnce(bare) },
      options.rounds,
    );
    yield row('text with ten walks → diagnostics, with policies ÷ without', read.full, read.bare, mostText);
    yield* keystrokeRows(full, bare, options, row);
    const models = [(await topologyOf(full)).model, (await topologyOf(bare)).model] as const;
    // devices are lowered when a walk first meets them: here all are, so that walks alone are measured
    for (const model of models)
      for (const device of model.network.devices.values()) if (device.ruleset) [...device.ruleset.chains()];
    const walked = await interleaved({ full: walker(models[0]), bare: walker(models[1]) }, options.rounds);
    const per = (time: number): number => time / walksInRound;
    yield row('a walk to a Service, with policies ÷ without', per(walked.full), per(walked.bare), mostWalk);
  },
};
