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

/** Milliseconds of something on models that have planned and lowered, and answered nothing. */
async function onFresh(topology: Topology, rounds: number, run: (model: Model) => void): Promise<number> {
  const times: number[] = [];
  for (let round = -warmUpsFor(rounds); round < rounds; round++) {
    const model = createModel(topology);
    model.network.devices.size;
    const { only } = await interleaved({ only: () => run(model) }, 1);
    if (round >= 0) times.push(only);
  }
  return median(times);
}

async function* firstRows(options: Options): AsyncIterable<Row> {
  const targets = scaled(1_000, options, 20);
  const { topology } = await topologyOf(targetsText(targets));
  const target = podsOf(createModel(topology), 'web-')[7]!;
  for (const [what, walk] of [
    ['with a target pinned', question('pinned', internet, url, target)],
    ['with no pin: a way for each kind of target', question('all', internet, url)],
  ] as const) {
    const time = await onFresh(topology, options.rounds, (model) => answered(model, walk));
    yield {
      bench: 'balancers',
      what: `the first walk through the ALB, health included, ${what}`,
      size: `${targets} targets`,
      measured: ms(time),
      figures: { firstMs: time },
      aim: `≤ ${mostFirst} ms`,
      ratio: time / mostFirst,
      met: time <= mostFirst,
    };
  }
}

async function planRow(options: Options): Promise<Row> {
  const ingresses = scaled(200, options);
  const { topology } = await topologyOf(ingressesText(ingresses));
  const times = await interleaved({ plan: () => createModel(topology).network.devices.size }, options.rounds);
  return {
    bench: 'balancers',
    what: 'Ingresses are planned and lowered, without health',
    size: `${ingresses} Ingresses, ${10 * ingresses} rules`,
    measured: ms(times.plan),
    figures: { planMs: times.plan },
    aim: `≤ ${mostPlan} ms`,
    ratio: times.plan / mostPlan,
    met: times.plan <= mostPlan,
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
