import { expect, test } from 'vitest';
import { planned, site } from '../../support/planned.ts';

const services = [
  'service web { selector app=web; port 80 -> http }',
  'service np NodePort { selector app=web; port 80 -> http nodePort 31000 }',
  'service e1 LoadBalancer on nlb 10.100.9.1 { scheme internet-facing; selector app=web; port 80 -> http nodePort 31001 }',
  'service e2 LoadBalancer on clb { selector app=web; port 80 -> http nodePort 31002 }',
];
const ingresses = [
  'ingress a on alb { scheme internet-facing; target-type ip; group.name g; group.order 2; rule path "/a" -> web:80 }',
  'ingress b on alb { scheme internet-facing; target-type ip; group.name g; rule path "/b" -> web:80 }',
  'ingress c on alb { rule path "/" -> np:80 }',
  'ingress d on nginx { rule path "/" -> web:80 }',
  'gateway edge on alb { scheme internal; listener a HTTP:80; listener b HTTP:81 }',
  'httproute r { parentRefs edge; rule path "/" -> web:80 }',
  'httproute s { parentRefs edge/b; rule path "/" -> web:80; rule path "/s" -> web:80 }',
];

test('what is planned does not depend on the order of declarations', async () => {
  const of = async (objects: readonly string[]) => {
    const { balancers, filters, problems } = await planned(site(objects.join('\n')));
    return { balancers, filters, problems };
  };
  const all = [...services, ...ingresses];
  const straight = await of(all);
  expect(straight.balancers).toHaveLength(6);
  expect(await of([...all].reverse())).toEqual(straight);
  expect(await of([...ingresses, ...services])).toEqual(straight);
});
