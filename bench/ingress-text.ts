/** Three zones with a public and a private subnet each. */
const vpc = `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
${['a', 'b', 'c']
  .map(
    (zone, at) => `  subnet pub-${zone} 10.0.${at * 4}.0/22 zone ${zone} { route 0.0.0.0/0 -> igw }
  subnet work-${zone} 10.0.${64 * (at + 1)}.0/18 zone ${zone}`,
  )
  .join('\n')}
}`;

/** Pods of a node of the type that is written here. */
const podsPerNode = 25;

/** A cluster whose ALB sends to so many pods by their addresses, and whose Service `five` has five of others. */
export const targetsText = (targets: number): string => `${vpc}
cluster bench on eks in main {
  nodegroup work m5.2xlarge nodes ${Math.ceil(targets / podsPerNode) + 2} in work-a, work-b, work-c
  deployment web replicas ${targets} { labels app=web; port 8080 }
  deployment other replicas 5 { labels app=other; port 8080 }
  service web { selector app=web; port 80 -> 8080 }
  service five { selector app=other; port 80 -> 8080 }
  ingress edge on alb { scheme internet-facing; target-type ip; rule host "shop.example" path "/" -> web:80 }
}
`;

/** A cluster with so many Ingresses, each with its own balancer and ten rules. */
export function ingressesText(ingresses: number): string {
  const each = Array.from({ length: ingresses }, (_, at) => {
    const rules = Array.from({ length: 10 }, (_, i) => `    rule host "h${at}.example" path "/p${i}" -> app-${at}:80`);
    return `  deployment app-${at} replicas 2 { labels app=app-${at}; port 8080 }
  service app-${at} { selector app=app-${at}; port 80 -> 8080 }
  ingress edge-${at} on alb {
    scheme internet-facing
    target-type ip
${rules.join('\n')}
  }`;
  });
  return `${vpc}
cluster bench on eks in main {
  nodegroup work m5.2xlarge nodes ${Math.ceil((2 * ingresses) / podsPerNode) + 2} in work-a, work-b, work-c
${each.join('\n')}
}
`;
}
