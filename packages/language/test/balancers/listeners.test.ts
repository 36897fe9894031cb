import { checkTrace } from '@netk/engine';
import { expect, test } from 'vitest';
import { asking, fates, saidAt } from './asking.ts';

const site = (service: string, walk: string) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a {
    pod web { labels app=web; port 8080; response "/slow" 200 70s }
    pod names { labels app=names; port udp/53; port 8053 }
  }
  ${service}
}
walk ask from h to ${walk}`;

async function asked(service: string, walk: string) {
  const { errors, traces } = await asking(site(service, walk));
  expect(errors).toEqual([]);
  expect(checkTrace(traces.ask!)).toEqual([]);
  return traces.ask!;
}

const tls =
  'service web LoadBalancer on nlb { scheme internal; target-type ip; subnet a 10.0.1.20; selector app=web; ssl-cert "arn:aws:acm:us-east-1:111122223333:certificate/x"; ssl-ports 443; port 443 -> 8080 }';

test('a TLS listener of an NLB passes on what comes with TLS, and nothing is claimed of a plain request', async () => {
  expect(Object.keys(fates(await asked(tls, '"https://10.0.1.20/"')))).toEqual(['delivered, ok']);
  const plain = await asked(tls, '"http://10.0.1.20:443/"');
  expect(plain.verdict).toBe('undetermined');
  expect(plain.routes[0]?.assumes?.[0]).toMatch(/plain request where it expects TLS/);
});

test('a load balancer with UDP alone is asked with UDP, and is checked by TCP', async () => {
  const names = (port: string) =>
    `service names LoadBalancer on nlb { scheme internal; target-type ip; subnet a 10.0.1.20; selector app=names; port udp/53${port} }`;
  const closed = await asked(names(''), 'load-balancer names');
  expect(Object.keys(fates(closed))).toEqual(['delivered, ok']);
  expect(saidAt(closed, 'target group')[0]).toMatch(/none is healthy \(.*refused.*\), it fails open/);
  const open = await asked(names('; healthcheck-port "8053"'), 'load-balancer names');
  expect(saidAt(open, 'target group')[0]).toContain('of 1 healthy');
});

test('a Classic Load Balancer closes a connection whose answer takes longer than it waits', async () => {
  const clb = (more = '') =>
    `service web LoadBalancer on clb { scheme internal; subnet a 10.0.1.20; selector app=web; port 80 -> 8080${more} }`;
  expect(Object.keys(fates(await asked(clb(), '"http://10.0.1.20/slow"')))).toEqual(['LB-TIMEOUT, closed']);
  expect(Object.keys(fates(await asked(clb(), '"http://10.0.1.20/"')))).toEqual(['delivered, ok']);
  const waits = clb('; connection-idle-timeout 80');
  expect(Object.keys(fates(await asked(waits, '"http://10.0.1.20/slow"')))).toEqual(['delivered, ok']);
});
