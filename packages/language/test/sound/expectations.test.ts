import { judge, outlineOf } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { answersOf } from './answers.ts';

const file = (expects: readonly string[]) => `vpc net 10.4.0.0/16 on aws {
  subnet work 10.4.1.0/24 zone z1
  security-group web { ingress tcp/80 from 0.0.0.0/0 }
  host desk 10.4.1.20 in work
  host shop 10.4.1.21 in work { security-groups web; port 80 }
}
walk open from desk to shop:80 { ${expects.join('; ')} }
walk shut from desk to shop:81 { ${expects.join('; ')} }
`;

async function judged(...expects: string[]) {
  const { model } = await answersOf(file(expects));
  return model.topology.walks.map((walk) =>
    walk.expects.map((each) => judge(model.plan, outlineOf(model.trace(walk.id)), each)),
  );
}

describe('what an expectation says of a failure', () => {
  const words = [
    'delivered',
    'dropped',
    'refused',
    'timeout',
    'unreachable',
    'seen-source 10.4.1.20',
    'hops <= 9',
    'symmetric',
  ];

  test.each(words)(
    'counts whatever is expected: %s because of another cause, or at another place, does not hold',
    async (what) => {
      const said = [`expect ${what} because NACL-IN`, `expect ${what} because SG-OUT`, `expect ${what} at desk`];
      for (const each of await judged(...said)) expect(each.map(({ holds }) => holds)).toEqual([false, false, false]);
    },
  );

  test('is nothing that a delivery has', async () => {
    const [open] = await judged('expect delivered because SG-IN', 'expect delivered at shop', 'expect delivered');
    expect(open?.map(({ holds }) => holds)).toEqual([false, false, true]);
  });

  test('is written in letters of any case', async () => {
    const [, shut] = await judged(
      'expect timeout because sg-in',
      'expect dropped because SG-IN at shop',
      'expect not dropped because Sg-In',
    );
    expect(shut?.map(({ holds }) => holds)).toEqual([true, true, false]);
  });
});

test('an outcome that does not exist is said to be none; a walk to an address asks nobody for a name', async () => {
  const [open] = await judged('expect droped', 'expect queries 0');
  expect(open?.map(({ holds }) => holds)).toEqual([undefined, true]);
  expect(open?.map(({ why }) => why.split('hold: ')[1])).toEqual(['there is no outcome droped', '']);
});

test('a probability that is none holds of nothing, and is named', async () => {
  const [open] = await judged('expect delivered probability 2', 'expect delivered probability 1/0');
  expect(open?.map(({ holds }) => holds)).toEqual([false, false]);
  expect(open?.[0]?.why).toMatch(/a probability is between 0 and 1, and this one is 2$/);
});

test('the reply of one network takes the same way back', async () => {
  const [open] = await judged('expect symmetric', 'expect not asymmetric', 'expect asymmetric');
  expect(open?.map(({ holds }) => holds)).toEqual([true, true, false]);
});
