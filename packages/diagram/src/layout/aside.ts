import type { Branch, Scene, SceneVpc } from '@netk/engine';

/** A VPC without what is in it. What stands at its edge stays. */
export const emptied = (vpc: SceneVpc): SceneVpc => ({
  ...vpc,
  ...{ zones: [], rows: [], subnets: [], balancers: [], groups: [], services: [] },
});

/** The VPCs of a picture that no packet of these branches is in, by their ids. Where none is in any, none is aside. */
export function vpcsAside(scene: Scene, branches: readonly Pick<Branch, 'forward' | 'reply'>[]): ReadonlySet<string> {
  const met = new Set<string>(branches.flatMap((branch) => [...branch.forward, ...branch.reply].map(({ id }) => id)));
  const far = scene.vpcs.filter((vpc) => ![...machinesOf(vpc)].some((id) => met.has(id))).map(({ id }) => id);
  return new Set(far.length === scene.vpcs.length ? [] : far);
}

/** The devices of a VPC: its router, and what is in its subnets. */
function* machinesOf({ id, subnets, balancers }: SceneVpc): Iterable<string> {
  yield `${id}#router`;
  for (const { hosts, nodes } of subnets) {
    for (const host of hosts) yield host.id;
    for (const node of nodes) {
      yield node.id;
      for (const { pods } of node.enis) for (const pod of pods) yield pod.id;
    }
  }
  for (const { ports } of balancers) for (const port of Object.values(ports)) yield port.id;
}
