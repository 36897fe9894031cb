import type { Scene } from '@netk/engine';

/** A walk from names that the file has, for a file without one. */
export function suggestWalk(scene: Scene): string | undefined {
  const vpc = scene.vpcs[0];
  const pods = scene.vpcs.flatMap((each) =>
    each.subnets.flatMap((subnet) =>
      subnet.nodes.flatMap((node) => node.enis.flatMap((eni) => eni.pods.filter(({ of }) => of === undefined))),
    ),
  );
  const service = vpc?.services.find((each) => each.endpoints.length > 0);
  const port = /:(\d+)/.exec(service?.sub ?? '')?.[1];
  const endpoints = new Set(service?.endpoints.map((endpoint) => endpoint.pod));
  const from = pods.find((pod) => !endpoints.has(pod.id)) ?? pods[0];
  if (from && service && port) return `walk "who answers?" from ${from.label} to ${service.label}:${port}`;
  const other = pods.find((pod) => pod !== from);
  if (from && other) return `walk "who answers?" from ${from.label} to ${other.label}:80`;
  return undefined;
}
