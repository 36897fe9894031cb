import { type ClusterSize, enisFor, nodesFor } from '../cluster-text.ts';

/** A model of LikeC4 with an element for each node, interface, pod and Service of a cluster, nested as they are. */
export function likec4Text(size: ClusterSize): string {
  const nodes = nodesFor(size.pods);
  const lines: string[] = [];
  for (let node = 0; node < nodes; node++) {
    lines.push(`  node${node} = node 'node-${node}' {`);
    for (let eni = 0; eni < enisFor(size.pods, node); eni++) lines.push(`    eni${eni} = eni 'eni ${eni}'`);
    for (let pod = node; pod < size.pods; pod += nodes) {
      lines.push(`    pod${pod} = pod 'pod-${pod}' { technology 'app-${pod % size.services}' }`);
    }
    lines.push('  }');
  }
  for (let service = 0; service < size.services; service++) {
    lines.push(`  app${service} = service 'app-${service}'`);
  }
  for (let walk = 1; walk <= 10; walk++) {
    const pod = walk % size.pods;
    lines.push(`  node${pod % nodes}.pod${pod} -> app${(walk * 7) % size.services} 'question ${walk}'`);
  }
  return `specification {
  element node
  element eni
  element pod
  element service
}
model {
${lines.join('\n')}
}
views {
  view index { include * }
}
`;
}
