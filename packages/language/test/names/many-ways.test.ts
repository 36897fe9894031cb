import { describe, expect, test } from 'vitest';
import { told, tracesOf } from './asking.ts';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

const weighted = (count: number) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone eu-west-1a { host h 10.0.1.5 }
}
internet { dns-zone "shop.example" on route53 {
${range(count)
  .map((i) => `record "www" A 192.0.${2 + (i >> 8)}.${i & 255} { set-identifier s${i}; weight 1 }`)
  .join('\n')}
} }
walk w from h to dns "www.shop.example" type A`;

const manyPods = (count: number) => `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.0.0/18 zone eu-west-1a
  security-group nodes { ingress all from self; ingress all from 10.0.0.0/16 }
}
cluster c on eks in main {
  node n m5.16xlarge in a {
    security-groups nodes
    pod one { stub-resolver go }
    ${range(count)
      .map((i) => `pod kube-system/dns-${i} { labels k8s-app=kube-dns; port dns udp/53; port dns-tcp tcp/53 }`)
      .join('\n')}
  }
  service web 172.20.0.7 { selector app=web; port 80 }
  service kube-system/kube-dns { selector k8s-app=kube-dns; port dns udp/53; port dns-tcp tcp/53 }
}
walk w from one to dns "web.default.svc.cluster.local."`;

describe('ways that a question may go', () => {
  test('all of them are told apart', async () => {
    const { w } = await tracesOf(weighted(60));
    expect(w!.routes).toHaveLength(60);
    expect(w!.routes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
  });

  test('of more of them nobody says that the first few are all', async () => {
    const { w } = await tracesOf(weighted(257));
    expect(w!.verdict).toBe('undetermined');
    expect(told(w!)).toBe('? more than 256 combinations of random choices in one question; pin some with choose');
  });

  test('A and AAAA from sockets of their own are two questions: seventeen servers are seventeen ways of each', async () => {
    const { w } = await tracesOf(manyPods(17));
    expect(w!.verdict).toBe('delivered');
    expect(w!.routes).toHaveLength(289);
    expect(told(w!)).toBe('172.20.0.7');
  });
});
