import { topologyOf } from '@netk/language';
import { createModel } from '../../src/index.ts';
import type { Plan } from '../../src/plan/plan.ts';

/** The plan of a file. */
export async function planned(text: string): Promise<Plan> {
  const { topology, diagnostics } = await topologyOf(text);
  const broken = diagnostics.filter(({ code }) => code === undefined || code === 'NK004');
  if (broken.length > 0) throw new Error(broken.map(({ message }) => message).join('\n'));
  return createModel(topology).plan;
}

/** A VPC with public and private subnets in two zones, and a cluster with a node in each of the private ones. */
export const site = (objects: string, more: { readonly cluster?: string; readonly vpc?: string } = {}): string => `
vpc net 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet pub-a 10.0.0.0/24 zone a { route 0.0.0.0/0 -> igw }
  subnet pub-b 10.0.1.0/24 zone b { route 0.0.0.0/0 -> igw }
  subnet in-a 10.0.16.0/20 zone a
  subnet in-b 10.0.32.0/20 zone b
  security-group front { ingress tcp/443 from 0.0.0.0/0 }
  ${more.vpc ?? ''}
}
cluster c on eks in net {
  ${more.cluster ?? 'aws-load-balancer-controller 3.5'}
  node n1 m5.large 10.0.16.10 in in-a { pod w1 10.0.16.11 { labels app=web; port http 8080 } }
  node n2 m5.large 10.0.32.10 in in-b { pod w2 10.0.32.11 { labels app=web; port http 8080 } }
  ${objects}
}
`;
