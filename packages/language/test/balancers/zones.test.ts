import { describe, expect, test } from 'vitest';
import { asking, endOf, fates, picked, shares } from './asking.ts';

/** An ALB over two zones, whose targets are pods in the first, and where `both` in the second too. */
const site = (off: boolean, both: boolean, walk: string) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n1 m5.large in a { pod a1 { labels app=web; port 8080 }; pod a2 { labels app=web; port 8080 } }
  node n2 m5.large in b { pod b1 { labels app=${both ? 'web' : 'none'}; port 8080 } }
  service web { selector app=web; port 80 -> 8080 }
  ingress edge on alb {
    scheme internal; target-type ip
    subnet a 10.0.1.100
    subnet b 10.0.2.100
    ${off ? 'load_balancing.cross_zone.enabled false' : ''}
    rule path "/" -> web:80
  }
}
walk ask from h to ${walk}`;

async function asked(off: boolean, both: boolean, walk = 'ingress edge') {
  const { errors, traces } = await asking(site(off, both, walk));
  expect(errors).toEqual([]);
  return traces.ask!;
}

describe('an ALB whose target group does not cross zones', () => {
  test('sends from each zone to the targets of that zone, which get what their zone gets', async () => {
    expect(shares(await asked(true, true), endOf)).toEqual({ a1: 0.25, a2: 0.25, b1: 0.5 });
    expect(shares(await asked(false, true), endOf)).toEqual({ a1: 0.333333333, a2: 0.333333333, b1: 0.333333333 });
  });

  test('has no address in DNS in a zone without targets', async () => {
    expect(shares(await asked(true, false), (way) => picked(way, 'answer'))).toEqual({ '': 1 });
    expect(shares(await asked(false, false), (way) => picked(way, 'answer'))).toEqual({
      '10.0.1.100': 0.5,
      '10.0.2.100': 0.5,
    });
  });

  test('answers 503 in that zone to who remembers its address', async () => {
    expect(fates(await asked(true, false, '"http://10.0.2.100/"'))).toEqual({ 'LB-AZ-EMPTY, http-503': 1 });
    expect(fates(await asked(false, false, '"http://10.0.2.100/"'))).toEqual({ 'delivered, ok': 1 });
  });
});
