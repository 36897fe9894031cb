import { expect, test } from 'vitest';
import { asking } from '../balancers/asking.ts';
import { told, tracesOf } from './asking.ts';

/** A network load balancer in three zones of which two have a pod, and a host in each zone. */
const file = (lines: string, walks: string, scheme = 'internal') => `vpc main 10.0.0.0/16 on aws {
  region eu-central-1
  internet-gateway igw
  subnet a 10.0.1.0/24 zone eu-central-1a { route 0.0.0.0/0 -> igw; host ha 10.0.1.200 }
  subnet b 10.0.2.0/24 zone eu-central-1b { route 0.0.0.0/0 -> igw; host hb 10.0.2.200 }
  subnet c 10.0.3.0/24 zone eu-central-1c { route 0.0.0.0/0 -> igw; host hc 10.0.3.200 }
}
cluster c on eks in main {
  aws-load-balancer-controller 2.12
  node na m5.large in a { pod pa { labels app=web; port 8080 } }
  node nb m5.large in b { pod pb { labels app=web; port 8080 } }
  service web LoadBalancer on nlb {
    scheme ${scheme}; target-type ip; selector app=web; port 80 -> 8080
    subnet a 10.0.1.50${scheme === 'internal' ? '' : ' eip 203.0.113.1'}
    subnet b 10.0.2.50${scheme === 'internal' ? '' : ' eip 203.0.113.2'}
    subnet c 10.0.3.50${scheme === 'internal' ? '' : ' eip 203.0.113.3'}
    ${lines}
  }
}
internet { client laptop 198.51.100.80; dns-zone "shop.example" on route53 { record "web" ALIAS -> service web } }
${walks}`;

const name = 'k8s-default-web-0123456789.elb.eu-central-1.amazonaws.com';
const ask = (from: string, label: string, to: string) => `walk ${label} from ${from} to dns "${to}." type A`;

test('the name of a zone leads to the address of that zone, and to no other', async () => {
  const { a, b, whole, none } = await tracesOf(
    file(
      '',
      [
        ask('ha', 'a', `eu-central-1a.${name}`),
        ask('ha', 'b', `eu-central-1b.${name}`),
        ask('ha', 'whole', name),
        ask('ha', 'none', `eu-central-1d.${name}`),
      ].join('\n'),
    ),
  );
  expect([told(a!), told(b!), told(whole!)]).toEqual(['10.0.1.50', '10.0.2.50', '10.0.1.50 10.0.2.50']);
  expect(none!.verdict).toBe('undetermined');
});

test('a zone without a healthy target has its own name still: what that leads to nobody says, unless zones are crossed', async () => {
  const walks = ask('ha', 'c', `eu-central-1c.${name}`);
  const { c } = await tracesOf(file('', walks));
  expect(c!.routes[0]?.assumes).toEqual([
    `eu-central-1c.${name} has no healthy target in its zone: whether it has its address then is not known`,
  ]);
  const crossed = await tracesOf(file('load_balancing.cross_zone.enabled true', walks));
  expect(told(crossed.c!)).toBe('10.0.3.50');
});

test('a zone is in DNS while it has a healthy target in each target group', async () => {
  // pa and pb listen on 8080 alone: nobody is healthy in the second group until pa listens there too
  const more = 'port admin 81 -> 9090';
  const text = file(more, ask('ha', 'w', name)).replace('port 80 -> 8080', 'port web 80 -> 8080');
  expect(told((await tracesOf(text)).w!)).toBe('10.0.1.50 10.0.2.50 10.0.3.50');
  const both = text.replace('pod pa { labels app=web; port 8080 }', 'pod pa { labels app=web; port 8080; port 9090 }');
  expect(told((await tracesOf(both)).w!)).toBe('10.0.1.50');
});

test('AWS has no name for a balancer that nobody has made: what such a name leads to is not known', async () => {
  const alb = 'k8s-default-edge-0123456789.eu-central-1.elb.amazonaws.com';
  const text = file(
    '}\n  ingress edge on alb { scheme internal; target-type ip; subnet a 10.0.1.60; rule path "/" -> web:80',
    ask('ha', 'w', alb),
  );
  const { errors, traces } = await asking(text);
  expect(errors).toEqual(['ingress edge: it needs subnets in 2 zones, and only a is written']);
  expect(traces.w!.verdict).toBe('undetermined');
});

const own = 'dns_record.client_routing_policy availability_zone_affinity';
const mostly = 'dns_record.client_routing_policy partial_availability_zone_affinity';

test('with availability zone affinity who asks the resolver of the VPC is led to its own zone while that has a target', async () => {
  const walks = [ask('ha', 'a', name), ask('hb', 'b', name), ask('hc', 'c', name), ask('laptop', 'out', name)];
  const { a, b, c } = await tracesOf(file(own, walks.slice(0, 3).join('\n')));
  expect([told(a!), told(b!), told(c!)]).toEqual(['10.0.1.50', '10.0.2.50', '10.0.1.50 10.0.2.50']);
  // nobody outside asks that resolver
  const { out } = await tracesOf(file(own, walks[3]!, 'internet-facing'));
  expect(told(out!)).toBe('203.0.113.1 203.0.113.2');
});

test.each([
  [mostly, name, 'leads to zone eu-central-1a in 85 of 100 answers: whether more lead there by chance is not known'],
  [own, 'web.shop.example', 'ALIAS of web, is answered by the zone of who asks is not known'],
])('what is not known of it is said: %s, %s', async (line, asked, why) => {
  const { w } = await tracesOf(file(line, ask('ha', 'w', asked)));
  expect(w!.verdict).toBe('undetermined');
  expect(w!.routes[0]?.assumes?.[0]).toContain(why);
});

test('a question by the Service leaves to the name what depends on who asks', async () => {
  const walks = 'walk inside from ha to load-balancer web:80\nwalk outside from laptop to load-balancer web:80';
  const traces = await tracesOf(file(own, walks, 'internet-facing'));
  expect(traces.inside!.verdict).toBe('undetermined');
  expect(traces.outside!.verdict).toBe('delivered');
});
