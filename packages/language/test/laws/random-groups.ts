import fc from 'fast-check';

/** A cluster of node groups whose pods are the targets of a load balancer, with what may tell one node or pod from others. */
export interface Groups {
  readonly balancer: 'alb' | 'nlb';
  /** Nodes of each group. */
  readonly nodes: readonly number[];
  readonly replicas: number;
  /** Who the group of the second node group lets in. */
  readonly block: string;
  /** Lines of a network ACL about one block of pods. */
  readonly acl: string | undefined;
  /** A block that a network policy does not let in. */
  readonly except: string | undefined;
  /** What is said of one node, and of one pod. */
  readonly node: string | undefined;
  readonly pod: string | undefined;
}

const blocks = fc.constantFrom('10.0.0.0/26', '10.0.1.0/25', '10.0.0.16/28', '10.0.1.9/32', '10.0.0.0/16');

/** Random ones. */
export const groups: fc.Arbitrary<Groups> = fc.record({
  balancer: fc.constantFrom('alb', 'nlb'),
  nodes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 2 }),
  replicas: fc.integer({ min: 3, max: 90 }),
  block: blocks,
  acl: fc.option(blocks, { nil: undefined }),
  except: fc.option(blocks, { nil: undefined }),
  node: fc.option(
    fc.constantFrom('security-groups some', 'forwardPolicy drop', 'eni 1 { security-groups none }', 'labels odd=yes'),
    { nil: undefined },
  ),
  pod: fc.option(fc.constantFrom('response "/" 500', 'response "/" none', 'ready false'), { nil: undefined }),
});

/** As a file whose one walk says what is said of one node and of one pod. */
export function groupsText({ balancer, nodes, replicas, block, acl, except, node, pod }: Groups): string {
  const to = balancer === 'alb' ? 'ingress edge' : 'load-balancer web:80';
  const service =
    balancer === 'alb'
      ? `  service web { selector app=web; port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; rule host "shop.example" path "/" -> web:80 }`
      : '  service web LoadBalancer on nlb { scheme internal; target-type ip; selector app=web; port 80 -> 8080 }';
  return `vpc main 10.0.0.0/16 on aws {
  subnet s0 10.0.0.0/24 zone a
  subnet s1 10.0.1.0/24 zone b${acl === undefined ? '' : ' { network-acl odd }'}
  security-group open { ingress all from 0.0.0.0/0; egress all to 0.0.0.0/0 }
  security-group some { ingress tcp/8080 from ${block}; ingress all from self; egress all to 0.0.0.0/0 }
  security-group none { egress all to 0.0.0.0/0 }
  network-acl odd {
    ingress 90 deny tcp/8080 from ${acl ?? '10.0.0.0/32'}; ingress 100 allow all from 0.0.0.0/0
    egress 90 deny tcp to ${acl ?? '10.0.0.0/32'}; egress 100 allow all to 0.0.0.0/0
  }
  host client 10.0.0.250 in s0
}
cluster c on eks in main {
  aws-load-balancer-controller 2.12
  cni vpc-cni { ENABLE_NETWORK_POLICY true }
${nodes.map((count, i) => `  nodegroup g${i} m5.large nodes ${count} in s0, s1 { security-groups ${i === 0 ? 'open' : 'some'} }`).join('\n')}
  deployment web replicas ${replicas} { labels app=web; port 8080 }
  networkpolicy p { podSelector app=web; ingress from 0.0.0.0/0${except === undefined ? '' : ` except ${except}`} }
${service}
}
walk ask from host client to ${to} {
${node === undefined ? '' : `  given node g0-1 { ${node} }\n`}${pod === undefined ? '' : `  given pod web-1 { ${pod} }\n`}}
`;
}
