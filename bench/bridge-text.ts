import type { ClusterSize } from './cluster-text.ts';

const podsPerNode = 25;

/** A cluster on an ordinary network as text: nodes with bridges of twenty-five pods each, and Services that share the pods evenly. */
export function bridgeText({ pods, services }: Pick<ClusterSize, 'pods' | 'services'>): string {
  const nodes = Array.from({ length: Math.ceil(pods / podsPerNode) }, (_, node) => {
    const own = Array.from({ length: Math.min(podsPerNode, pods - node * podsPerNode) }, (_, at) => {
      const pod = node * podsPerNode + at;
      return `    pod pod-${pod} { labels app=app-${pod % services}; port http 8080 }`;
    });
    return [`  node node-${node} in work {`, ...own, '  }'].join('\n');
  });
  const all = Array.from(
    { length: services },
    (_, at) => `  service app-${at} { selector app=app-${at}; port http 80 -> http }`,
  );
  return `vpc main 172.16.0.0/16 on plain { subnet work 172.16.0.0/20 }
cluster bench on plain in main {
  clusterCIDR 10.128.0.0/9
  cni bridge
${[...nodes, ...all].join('\n')}
}
`;
}
