import type { Scene } from '@netk/engine';

/** Whose address it is, as far as the picture says. */
export function namesOf(scene: Scene): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const add = (address: string, name: string): void => {
    if (address !== '' && !names.has(address)) names.set(address, name);
  };
  const home = scene.lans.flatMap(({ hosts, routers }) => [...hosts, ...routers]);
  for (const host of [...scene.internet, ...scene.names, ...home]) add(host.sub, host.label);
  for (const vpc of scene.vpcs) {
    for (const subnet of vpc.subnets) {
      for (const host of subnet.hosts) add(host.sub, host.label);
      for (const node of subnet.nodes) {
        for (const eni of node.enis) {
          add(eni.address, node.label);
          for (const pod of eni.pods) add(pod.address, pod.label);
        }
      }
    }
    for (const balancer of vpc.balancers)
      for (const { address } of Object.values(balancer.ports)) add(address, balancer.label);
    for (const service of vpc.services) {
      for (const each of [service, ...service.others]) add(/^[\d.]+(?=:|$)/.exec(each.sub)?.[0] ?? '', each.label);
    }
  }
  return names;
}
