import { createModel, type ElementId, elementId, finish, type Model, type Topology, type Walk } from '@netk/engine';
import { topologyOf } from '@netk/language';
import { ingressesText, targetsText } from '../ingress-text.ts';
import { interleaved, median, warmUpsFor } from '../measure.ts';
import { Reader } from '../read-text.ts';
import { type Bench, ms, type Options, type Row, scaled } from '../row.ts';
import { netkServer } from '../server/netk-server.ts';
import { placeAfter, Typist } from '../server/typist.ts';
import { stockLangium } from '../stock-langium.ts';

const walksInRound = 20;
const mostWalk = 3;
const mostKeystroke = 1.5;
/** Milliseconds. */
const mostFirst = 100;
const mostPlan = 50;

const question = (id: string, from: Walk['from'], to: Walk['to'], target?: ElementId): Walk => ({
  ...{ id: elementId(`walk:${id}`), uri: 'memory:/bench.netk', from, to },
  chooses:
    target === undefined
      ? []
      : [{ id: elementId(`choose:${id}`), what: 'target', value: { kind: 'element', of: target, text: 'target' } }],
  ...{ givens: [], expects: [], settings: [] },
});

const internet: Walk['from'] = { kind: 'builtin', word: 'internet', text: 'internet' };
const url: Walk['to'] = { kind: 'url', url: 'http://shop.example/', text: 'http://shop.example/' };

/** Pods of a deployment. */
const podsOf = ({ plan }: Model, prefix: string): readonly ElementId[] =>
  plan.pods.filter(({ name }) => name.startsWith(prefix)).map(({ id }) => id);

function answered(model: Model, walk: Walk): void {
  const { routes } = finish(model.asking(walk));
  // with a target pinned, the ways to others are not walked
  if (!routes.some(({ verdict }) => verdict === 'delivered'))
    throw new Error(`${walk.id} of the benchmark got nowhere`);
}

async function pinnedRow(options: Options): Promise<Row> {
  const targets = scaled(1_000, options, 20);
  const { model } = await topologyOf(targetsText(targets));
  const [pods, five] = [podsOf(model, 'web-'), model.plan.services.find(({ name }) => name === 'five')!.id];
  let next = 0;
  const another = (): ElementId => pods[(next++ * 7919 + 3) % pods.length]!;
  // health is asked once
  answered(model, question('first', internet, url, another()));
  const round = (walk: () => Walk) => () => {
    for (let i = 0; i < walksInRound; i++) answered(model, walk());
  };
  const times = await interleaved(
    {
      alb: round(() => question(`alb-${next}`, internet, url, another())),
      service: round(() => {
        const from: Walk['from'] = { kind: 'element', of: another(), text: 'pod' };
        return question(`pod-${next}`, from, { kind: 'element', of: five, text: 'five', port: 80 });
      }),
    },
    options.rounds,
  );
  const ratio = times.alb / times.service;
  return {
    bench: 'balancers',
    what: 'a walk from the Internet through an ALB, target pinned ÷ a walk from a pod to a Service of five',
    size: `${targets} targets`,
    measured: `${ms(times.alb / walksInRound)} ÷ ${ms(times.service / walksInRound)}`,
    figures: { albMs: times.alb / walksInRound, serviceMs: times.service / walksInRound },
    aim: `≤ ${mostWalk}`,
    ratio,
    met: ratio <= mostWalk,
  };
}

/** Milliseconds on the clock, and of processor time of the thread: the second is what an idle machine takes at least. */
interface Times {
  readonly clock: number;
  readonly processor: number;
}

/** How long something takes on models that nobody has asked, in a process that has done the same before: its code is compiled. */
async function onFresh<T>(prepare: () => T, rounds: number, run: (of: T) => void): Promise<Times> {
  const clock: number[] = [];
  const processor: number[] = [];
  for (let round = -warmUpsFor(rounds); round < rounds; round++) {
    const of = prepare();
    let used = 0;
    const timed = () => {
      const before = process.threadCpuUsage();
      run(of);
      const { user, system } = process.threadCpuUsage(before);
      used = (user + system) / 1000;
    };
    const { only } = await interleaved({ only: timed }, 1);
    if (round < 0) continue;
    clock.push(only);
    processor.push(used);
  }
  return { clock: median(clock), processor: median(processor) };
}

const showTimes = ({ clock, processor }: Times): string => `${ms(clock)} (${ms(processor)} of processor time)`;

/** A model that has planned and lowered, and answered nothing. */
function lowered(topology: Topology): Model {
  const model = createModel(topology);
  model.network.devices.size;
  return model;
}

async function* firstRows(options: Options): AsyncIterable<Row> {
  const targets = scaled(1_000, options, 20);
  const { topology } = await topologyOf(targetsText(targets));
  const target = podsOf(createModel(topology), 'web-')[7]!;
  for (const [what, walk] of [
    ['with a target pinned', question('pinned', internet, url, target)],
    ['with no pin: a way for each kind of target', question('all', internet, url)],
  ] as const) {
    const times = await onFresh(
      () => lowered(topology),
      options.rounds,
      (model) => answered(model, walk),
    );
    yield {
      bench: 'balancers',
      what: `the first walk of a file through the ALB, in a process that has walked before, health included, ${what}`,
      size: `${targets} targets`,
      measured: showTimes(times),
      figures: { firstMs: times.clock, firstProcessorMs: times.processor },
      aim: `≤ ${mostFirst} ms`,
      ratio: times.clock / mostFirst,
      met: times.clock <= mostFirst,
    };
  }
}

async function planRow(options: Options): Promise<Row> {
  const ingresses = scaled(200, options);
  const { topology } = await topologyOf(ingressesText(ingresses));
  const times = await onFresh(
    () => topology,
    options.rounds,
    (of) => void lowered(of),
  );
  return {
    bench: 'balancers',
    what: 'Ingresses are planned and lowered, in a process that has done so before, without health',
    size: `${ingresses} Ingresses, ${10 * ingresses} rules`,
    measured: showTimes(times),
    figures: { planMs: times.clock, planProcessorMs: times.processor },
    aim: `≤ ${mostPlan} ms`,
    ratio: times.clock / mostPlan,
    met: times.clock <= mostPlan,
  };
}

async function keystrokeRow(options: Options): Promise<Row> {
  const ingresses = scaled(200, options);
  const text = ingressesText(ingresses);
  const langium = new Reader(stockLangium(), { validation: false });
  const typist = await Typist.start(await netkServer(), 'netk', 'netk', text);
  try {
    const place = placeAfter(text, 'path "/p0', 'a path of a rule');
    const times = await interleaved(
      { netk: () => typist.pressTwice(place), langium: () => langium.readOnce(text) },
      3 * options.rounds,
    );
    const ratio = times.netk / 2 / times.langium;
    return {
      bench: 'balancers',
      what: "one keystroke in a rule of an Ingress → diagnostics ÷ Langium's parse and link",
      size: `${ingresses} Ingresses, ${10 * ingresses} rules`,
      measured: `${ms(times.netk / 2)} ÷ ${ms(times.langium)}`,
      figures: { netkMs: times.netk / 2, langiumMs: times.langium },
      aim: `≤ ${mostKeystroke}`,
      ratio,
      met: ratio <= mostKeystroke,
    };
  } finally {
    typist.client.close();
  }
}

/** Walks through load balancers with many targets, and files with many Ingresses. */
export const balancers: Bench = {
  name: 'balancers',
  async *run(options): AsyncIterable<Row> {
    yield await pinnedRow(options);
    yield* firstRows(options);
    yield await planRow(options);
    yield await keystrokeRow(options);
  },
};
