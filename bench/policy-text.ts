/** A cluster of workloads, each with a Service, as text; the first of them with a policy each. */
export interface PolicySize {
  readonly workloads: number;
  readonly replicas: number;
  readonly policies: number;
}

/** Pods of one node. */
const podsPerNode = 50;
const walksInText = 10;

/** Workloads in ten namespaces, on the VPC CNI with policies on: each policy lets the next workload in, and out to the one before. */
export function policyText({ workloads, replicas, policies }: PolicySize): string {
  const spaces = Math.min(10, workloads);
  const nodes = Math.ceil((workloads * replicas) / podsPerNode);
  const places = Array.from({ length: workloads }, (_, at) => at);
  const spaceOf = (at: number): string => `space-${at % spaces}`;
  const peer = (at: number): string => {
    const other = ((at % workloads) + workloads) % workloads;
    return `namespaceSelector kubernetes.io/metadata.name=${spaceOf(other)} podSelector app=app-${other}`;
  };
  return `vpc main 10.0.0.0/16 on aws {
  security-group nodes { ingress all from self; egress all to 0.0.0.0/0 }
  subnet work-a 10.0.0.0/18 zone a
  subnet work-b 10.0.64.0/18 zone b
  subnet work-c 10.0.128.0/18 zone c
}
cluster bench on eks in main {
  kubernetes 1.33
  cni vpc-cni 1.21 { ENABLE_NETWORK_POLICY true }
  nodegroup web m5.2xlarge nodes ${nodes} in work-a, work-b, work-c { security-groups nodes }
${places
  .map(
    (at) =>
      `  deployment ${spaceOf(at)}/app-${at} replicas ${replicas} { labels app=app-${at} tier=back; port http 8080; expose 80 -> http }`,
  )
  .join('\n')}
${places
  .slice(0, policies)
  .map(
    (at) =>
      `  networkpolicy ${spaceOf(at)}/app-${at} { podSelector app=app-${at}; ingress tcp/http from ${peer(at - 1)}; egress tcp/http to ${peer(at + 1)} }`,
  )
  .join('\n')}
}
${places
  .slice(0, walksInText)
  .map(
    (at) =>
      `walk W${at} from pod ${spaceOf(at)}/app-${at}-1 to service ${spaceOf((at + 1) % workloads)}/app-${(at + 1) % workloads}:80 { expect delivered }`,
  )
  .join('\n')}
`;
}
