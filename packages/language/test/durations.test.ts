import { describe, expect, test } from 'vitest';
import { codes } from '../src/checks/codes.ts';
import { topologyOf } from '../src/project.ts';

const text = (value: string, key = 'sessionAffinityTimeout') => `
vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  node n m5.large in a
  pod p { labels app=w; port 80 }
  service w { sessionAffinity ClientIP; ${key} ${value}; selector app=w; port 80 }
}
`;

async function read(value: string) {
  const { diagnostics, model } = await topologyOf(text(value));
  return {
    seconds: model.plan.services[0]?.affinitySeconds,
    told: diagnostics.filter(({ code }) => code === codes.duration).map(({ message }) => message),
  };
}

describe('a duration', () => {
  test.each([
    ['600s', 600],
    ['10m', 600],
    ['3h', 10_800],
    ['0.5h', 1800],
    ['1h30m', 5400],
    ['1m30s', 90],
    ['60000ms', 60],
    ['1d', 86_400],
  ])('%s is read with its unit', async (value, seconds) => {
    expect(await read(value)).toEqual({ seconds, told: [] });
  });
  test('without a unit is seconds, and a warning', async () => {
    expect(await read('600')).toEqual({ seconds: 600, told: ['600 has no unit: it is read as 600s'] });
  });
  test.each(['abc', '5x', '10min', '1.5'])(
    'is not %s: the default holds, and the error says what to write',
    async (value) => {
      expect(await read(value)).toEqual({
        seconds: 10_800,
        told: [`${value} is no duration: write a number with ms, s, m, h or d, as in 600s or 1h30m`],
      });
    },
  );
  test.each(['0s', '25h', '500ms'])('of %s is none that a Service keeps a client for', async (value) => {
    expect(await read(value)).toEqual({
      seconds: 10_800,
      told: [`sessionAffinityTimeout ${value} is not in 1s to 24h, in whole seconds`],
    });
  });
});
