/** How large a generated cluster is. */
export interface ClusterSize {
  readonly pods: number;
  readonly services: number;
  /** Pods behind each Service; the others belong to none. Without it all pods are shared out. */
  readonly endpoints?: number;
  /** Walks with an expectation at the end of the text; ten without this. */
  readonly walks?: number;
}

/** Pods of one node: an m5.2xlarge takes 58, on four ENIs of fourteen secondary addresses each. */
const podsPerNode = 50;
const podsPerEni = 14;
const zones = ['a', 'b', 'c'] as const;
/** Walks of a text that says nothing else. */
const walksInText = 10;

/** The lowest addresses of the /18 of a zone, without the network's own and those that AWS keeps. */
function addressBook(zone: number): () => string {
  let next = 10;
  return () => {
    const at = next++;
    return `10.0.${zone * 64 + (at >> 8)}.${at & 255}`;
  };
}

/** The number of nodes that hold so many pods. */
export const nodesFor = (pods: number): number => Math.max(3, Math.ceil(pods / podsPerNode));

/** The number of interfaces of one of those nodes. */
export function enisFor(pods: number, node: number): number {
  const nodes = nodesFor(pods);
  const own = Math.floor(pods / nodes) + (node < pods % nodes ? 1 : 0);
  return Math.max(1, Math.ceil(own / podsPerEni));
}

function nodeText(name: string, zone: number, pods: readonly number[], size: ClusterSize, next: () => string): string {
  const { services, endpoints = Number.POSITIVE_INFINITY } = size;
  const lines = [`  node ${name} m5.2xlarge in work-${zones[zone]} {`, '    security-groups nodes'];
  const enis = Math.max(1, Math.ceil(pods.length / podsPerEni));
  for (let eni = 0; eni < enis; eni++) lines.push(`    eni ${eni} ${next()}`);
  for (const [at, pod] of pods.entries()) {
    const eni = Math.floor(at / podsPerEni);
    const labels = pod < services * endpoints ? `app=app-${pod % services}` : 'app=none';
    lines.push(`    pod pod-${pod} ${next()} eni ${eni} { labels ${labels}; port http 8080 }`);
  }
  return [...lines, '  }'].join('\n');
}

function nodesText(size: ClusterSize): string[] {
  const { pods } = size;
  const nodes = nodesFor(pods);
  const books = zones.map((_, zone) => addressBook(zone));
  return Array.from({ length: nodes }, (_, node) => {
    const own: number[] = [];
    for (let pod = node; pod < pods; pod += nodes) own.push(pod);
    const zone = node % zones.length;
    return nodeText(`node-${node}`, zone, own, size, books[zone]!);
  });
}

/** A walk from the first pods of the list to Services, by number. */
const walkText = (number: number, { pods, services }: ClusterSize): string =>
  `walk W${number} "question ${number}" from pod-${number % pods} to service app-${(number * 7) % services}:80 { expect delivered }`;

/**
 * A whole EKS cluster as text: a VPC of three zones, nodes of fifty pods with their ENIs and addresses written, Services
 * that share the pods evenly, and walks with expectations, which diagnostics have to answer.
 */
export function clusterText(size: ClusterSize): string {
  const services = Array.from(
    { length: size.services },
    (_, at) => `  service app-${at} { selector app=app-${at}; port http 80 -> http }`,
  );
  const walks = Array.from({ length: size.walks ?? walksInText }, (_, at) => walkText(at + 1, size));
  return `// ${size.pods} pods, ${nodesFor(size.pods)} nodes, ${size.services} Services.

vpc main 10.0.0.0/16 on aws {
  region eu-central-1
  internet-gateway igw
  route-table public { route 0.0.0.0/0 -> igw }
  route-table private { route 0.0.0.0/0 -> nat }
  subnet work-a 10.0.0.0/18   zone az1 { route-table private }
  subnet work-b 10.0.64.0/18  zone az2 { route-table private }
  subnet work-c 10.0.128.0/18 zone az3 { route-table private }
  subnet edge-a 10.0.192.0/24 zone az1 { route-table public; nat-gateway nat 10.0.192.10 eip 203.0.113.9 }
  security-group nodes { ingress all from self }
}

cluster bench on eks in main {
  kubernetes 1.33
  serviceCIDR 10.100.0.0/16
  cni vpc-cni 1.19
  kube-proxy iptables

${nodesText(size).join('\n')}

${services.join('\n')}
}

${walks.join('\n')}
`;
}
