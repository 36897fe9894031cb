import { topologyOf } from '@netk/language';
import { describe, expect, it } from 'vitest';
import { balancers as kinds } from '../src/compilers/balancers/index.ts';
import type { Cni } from '../src/compilers/cnis/cni.ts';
import { cnis } from '../src/compilers/cnis/index.ts';
import { controllers } from '../src/compilers/controllers/index.ts';
import { platforms } from '../src/compilers/platforms/index.ts';
import { proxies } from '../src/compilers/proxies/index.ts';
import { createModel } from '../src/model.ts';
import { checkTrace } from '../src/trace/check-trace.ts';
import { renderTrace } from '../src/views/explain/render-trace.ts';

type PlatformName = keyof typeof platforms;
type CniName = keyof typeof cnis;

/** What a network of a platform needs: subnets, doors, what its machines are allowed. */
interface Ground {
  readonly vpc: string;
  readonly node: string;
  /** What asks the pods of a Service, by its name. */
  readonly balancers: Readonly<Record<string, string>>;
}

const behind = 'selector app=web; port 80 -> 8080';
const gatewayOn = (name: string, listener = 'listener web HTTP:80', more = '') =>
  `gateway open on ${name} { ${more} ${listener} }\n  httproute open { parentRefs open; rule path "/" -> web:80 }`;
const ofNginx = `namespace edge {
    pod nginx on n1 { labels app=nginx; port http 8080 }
    service nginx NodePort { selector app=nginx; port 80 -> http nodePort 32080 }
  }
  ingress app on nginx { rule host "app.example.com" path "/" Prefix -> web:80 }`;

const grounds: Readonly<Record<PlatformName, Ground>> = {
  eks: {
    vpc: `vpc net 10.128.0.0/16 on aws {
  internet-gateway door
  subnet p 10.128.32.0/24 zone z1 { route 0.0.0.0/0 -> door; nat-gateway nat eip 203.0.113.9 }
  route-table all { route 0.0.0.0/0 -> nat }
  subnet a 10.128.0.0/20 zone z1 { route-table all; tags kubernetes.io/role/internal-elb=1 }
  subnet b 10.128.16.0/20 zone z2 { route-table all; tags kubernetes.io/role/internal-elb=1 }
  security-group any { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
  host desk 10.128.0.200 in a { security-groups any }
}`,
    node: 'security-groups any',
    balancers: {
      nlb: `service open LoadBalancer on nlb { scheme internal; ${behind} }`,
      clb: `service open LoadBalancer on clb { scheme internal; ${behind} }`,
      alb: 'ingress open on alb { scheme internal; target-type instance; rule path "/" Prefix -> web:80 }',
      'alb, of a Gateway': gatewayOn('alb', 'listener web HTTP:80', 'scheme internal; target-type instance;'),
      'nlb, of Auto Mode': `computeConfig { enabled true }\n  service open LoadBalancer on nlb { scheme internal; ${behind} }`,
      nginx: ofNginx,
    },
  },
  gke: {
    vpc: `vpc net on gcp {
  cloud-nat out 203.0.113.99 { region r1 }
  subnet a 10.128.0.0/20 { region r1 }
  subnet b 10.128.16.0/20 { region r1 }
  subnet proxies 10.129.0.0/23 { region r1; purpose REGIONAL_MANAGED_PROXY }
  firewall-rule inside { ingress 1000 allow all from 0.0.0.0/0 }
  host desk 10.128.0.200 in a
}`,
    node: '',
    balancers: {
      passthrough: `service open LoadBalancer on passthrough 203.0.113.70 { ${behind} }`,
      'passthrough, internal': `service open LoadBalancer on passthrough 10.128.0.70 { load-balancer-type Internal; ${behind} }`,
      gce: 'ingress open on gce 203.0.113.71 { default-backend web:80 }',
      'gce, of nodes': 'ingress open on gce 203.0.113.71 { backend instance-group; default-backend web:80 }',
      'gce-internal': 'ingress open on gce-internal 10.128.0.71 { default-backend web:80 }',
      'gce-regional-external': 'ingress open on gce-regional-external 203.0.113.72 { default-backend web:80 }',
      'gke-l7-gxlb': gatewayOn('gke-l7-gxlb'),
      'gke-l7-global-external-managed': gatewayOn('gke-l7-global-external-managed'),
      'gke-l7-regional-external-managed': gatewayOn('gke-l7-regional-external-managed'),
      'gke-l7-rilb': gatewayOn('gke-l7-rilb'),
      nginx: ofNginx,
    },
  },
  plain: {
    vpc: `vpc net 10.128.0.0/16 on plain {
  subnet a 10.128.0.0/20
  subnet b 10.128.16.0/20
  host desk 10.128.0.200 in a
}`,
    node: '',
    balancers: { nginx: ofNginx },
  },
};

/** Lines of a pod network without which the network between the nodes does not carry it. */
const linesOf = (cni: CniName, proxy: string): string => {
  const replaces = proxy === 'ebpf' && cni === 'cilium' ? ' { kubeProxyReplacement true }' : '';
  return `cni ${cni}${replaces}\n  kube-proxy ${proxy}`;
};

function fileOf(platform: PlatformName, cni: CniName, proxy: string, balancer: string): string {
  const { vpc, node, balancers } = grounds[platform];
  const blocks = cnis[cni].podAddresses === 'network' ? '' : 'clusterCIDR 10.8.0.0/16';
  return `${vpc}
cluster c on ${platform} in net {
  ${linesOf(cni, proxy)}
  ${blocks}
  node n1 ${platform === 'eks' ? 'm5.large' : '10.128.0.11'} in a { ${node}${platform === 'eks' ? '; eni 0 10.128.0.11' : ''}; pod client { port 1 }; pod web-1 { labels app=web; port 8080 } }
  node n2 ${platform === 'eks' ? 'm5.large ' : ''}in b { ${node}; pod web-2 { labels app=web; port 8080 } }
  service web NodePort { ${behind} }
  ${balancers[balancer]}
}
internet { client laptop 198.51.100.7; host server 93.184.216.34 { port 443 } }
walk near from client to pod web-1:8080
walk far from client to pod web-2:8080
walk service from client to service web:80
walk node from n1 to service web:80
${platform === 'plain' ? '' : 'walk out from client to server:443'}
walk door from desk to ${balancer === 'nginx' ? '"http://10.128.0.11:32080/" { header "Host: app.example.com" }' : balancer.includes('l7-') || balancer.includes('Gateway') ? 'gateway open:80' : 'load-balancer open:80'}
`;
}

const combinations = (Object.keys(platforms) as PlatformName[]).flatMap((platform) =>
  (Object.keys(cnis) as CniName[]).flatMap((cni) =>
    Object.keys(proxies)
      // programs of eBPF are a CNI's own
      .filter((proxy) => proxy !== 'ebpf' || cni === 'cilium' || cni === 'gke-dataplane-v2')
      .flatMap((proxy) =>
        Object.keys(grounds[platform].balancers).map((balancer) => [platform, cni, proxy, balancer] as const),
      ),
  ),
);

/** Words that a way through Google Cloud has no use for. */
const ofAmazon = /\b(aws|amazon|eni\w*|sg-[\w-]*|elb|ec2|nlb|alb)\b/i;

/** What the providers and kubeadm themselves offer: everything arrives. */
const usual: ReadonlySet<string> = new Set(['eks vpc-cni', 'gke gke', 'gke gke-dataplane-v2', 'plain flannel']);
const isUsual = (platform: PlatformName, cni: CniName, proxy: string): boolean =>
  usual.has(`${platform} ${cni}`) && (cni === 'gke-dataplane-v2' ? proxy === 'ebpf' : true);

/** What a pod network says of the clouds that it is made for; Calico's chains of iptables beside kube-proxy's nftables are not modelled. */
const fits = (platform: PlatformName, cni: CniName, proxy: string): boolean =>
  !(cni === 'calico' && proxy === 'nftables') &&
  ((cnis[cni] as Cni).clouds?.includes(platforms[platform].cloud) ?? true);

describe('every cloud with every pod network, proxy and balancer', () => {
  it.each(combinations)('%s, %s, %s, %s', async (platform, cni, proxy, balancer) => {
    const { topology, diagnostics } = await topologyOf(fileOf(platform, cni, proxy, balancer));
    expect(diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
    const model = createModel(topology);
    const traces = topology.walks.map(({ id }) => model.trace(id));
    for (const trace of traces) {
      expect(checkTrace(trace)).toEqual([]);
      if (platform === 'gke' && cni !== 'vpc-cni') expect(renderTrace(trace)).not.toMatch(ofAmazon);
      // who does not know says why
      for (const { client, assumes } of trace.routes) if (client === 'unknown') expect(assumes).not.toBe(undefined);
    }
    const [near] = traces;
    expect(near?.verdict).toBe(fits(platform, cni, proxy) ? 'delivered' : 'undetermined');
    if (isUsual(platform, cni, proxy))
      expect(traces.map(({ verdict }) => verdict)).toEqual(traces.map(() => 'delivered'));
  });

  it('has every kind of balancer and every controller that there is, and every platform has a ground', async () => {
    const made = { kinds: new Set<string>(), controllers: new Set<string>() };
    for (const platform of Object.keys(platforms) as PlatformName[])
      for (const balancer of Object.keys(grounds[platform].balancers)) {
        const { topology } = await topologyOf(
          fileOf(platform, platforms[platform].cni as CniName, 'iptables', balancer),
        );
        for (const { kind, controller } of createModel(topology).plan.balancers) {
          made.kinds.add(kind);
          made.controllers.add(controller);
        }
      }
    expect([...made.kinds].sort()).toEqual(Object.keys(kinds).sort());
    expect([...made.controllers].sort()).toEqual(Object.keys(controllers).sort());
  });

  it('that is made for another cloud is said to be unknown', async () => {
    for (const [platform, cni] of [
      ['gke', 'vpc-cni'],
      ['plain', 'vpc-cni'],
      ['eks', 'gke'],
      ['eks', 'gke-dataplane-v2'],
    ] as const) {
      const { topology } = await topologyOf(fileOf(platform, cni, 'iptables', 'nginx'));
      const { assumes } = createModel(topology).trace(topology.walks[0]!.id).routes[0]!;
      expect(assumes).toEqual([`cluster c uses cni ${cni} on ${platform}, which is not modelled yet`]);
    }
  });
});
