import { expect, test } from 'vitest';
import { topologyOf } from '../src/index.ts';

interface Parts {
  readonly kubernetes?: string;
  readonly nodes?: readonly [string, string];
  readonly pods?: readonly [number, number];
  readonly settings?: string;
}

/** A Service with pods in two zones. */
const file = ({
  kubernetes = '1.34',
  nodes = ['m5.large in a', 'm5.large in b'],
  pods = [2, 2],
  settings = 'topology-mode Auto',
}: Parts): string => {
  const podsOn = (node: string, count: number) =>
    Array.from({ length: count }, (_, at) => `  pod ${node}-${at + 1} on ${node} { labels app=web; port 8080 }`).join(
      '\n',
    );
  return `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1; subnet b 10.0.2.0/24 zone az2; subnet c 10.0.3.0/24 }
cluster c on eks in main {
  kubernetes ${kubernetes}
  node a ${nodes[0]}
  node b ${nodes[1]}
${podsOn('a', pods[0])}
${podsOn('b', pods[1])}
  pod asks on a
  service web { ${settings}; selector app=web; port 80 -> 8080 }
}
walk from asks to web:80`;
};

const found = async (parts: Parts) => {
  const { model } = await topologyOf(file(parts));
  const service = model.plan.services.find(({ name }) => name === 'web')!;
  return {
    hints: service.endpoints.map(({ hints }) => hints?.zone),
    unclear: service.unclearHints,
    told: model.findings.filter(({ code }) => code === 'NK151').map(({ message }) => message),
  };
};

const own = ['az1', 'az1', 'az2', 'az2'];

test('endpoints are for their own zone where zones have as many of them as of the CPUs, and nothing is told', async () => {
  expect(await found({})).toEqual({ hints: own, unclear: undefined, told: [] });
  expect(await found({ settings: 'topology-mode auto' })).toMatchObject({ hints: own });
  const [large, twice] = ['m5.2xlarge in a', 'm5.4xlarge in b'];
  expect(await found({ nodes: [large, twice], pods: [1, 2] })).toMatchObject({ hints: ['az1', 'az2', 'az2'] });
});

test('there are no hints where endpoints cannot be divided, and NK151 says why', async () => {
  const { hints, told } = await found({ pods: [1, 0] });
  expect(hints).toEqual([undefined]);
  expect(told).toEqual([
    'topology-mode Auto gives the endpoints of service web no hints, and they are used from everywhere: there are 2 zones, and ready endpoints are 1',
  ]);
  const three = await found({ pods: [2, 1] });
  expect(three.hints).toEqual([undefined, undefined, undefined]);
  expect(three.told[0]).toMatch(/: 3 endpoints cannot be divided so that none gets more than 20% above its share$/);
  const bare = await found({ nodes: ['m5.large in a', 'm5.large in c'] });
  expect(bare.told[0]).toMatch(/: node b is in no zone$/);
});

test('it is not known which endpoints a zone gives to others, nor what CPUs nodes of unknown types have', async () => {
  const given = await found({ pods: [3, 1] });
  expect(given.unclear).toMatch(/which endpoints are given to other zones is an accident$/);
  expect(given.told[0]).toMatch(/^topology-mode Auto gives endpoints of service web to zones which it does not say/);
  expect(await found({ nodes: ['m5.large in a', 'unheard.of in b'] })).toMatchObject({
    unclear: 'how many CPUs node b has is not known',
  });
});

test('trafficDistribution does not count beside it, and Kubernetes before 1.27 does not know it', async () => {
  const both = 'topology-mode Auto; trafficDistribution PreferSameZone';
  expect(await found({ pods: [2, 1], settings: both })).toMatchObject({ hints: [undefined, undefined, undefined] });
  const earlier = await topologyOf(file({ kubernetes: '1.26' }));
  expect(earlier.model.findings.filter(({ code }) => code === 'NK150')).toMatchObject([{ severity: 'warning' }]);
  expect(await found({ kubernetes: '1.26' })).toMatchObject({ hints: [undefined, undefined, undefined, undefined] });
  expect(await found({ pods: [2, 1], settings: both.replace('Auto', 'Disabled') })).toMatchObject({
    hints: ['az1', 'az1', 'az2'],
  });
});
