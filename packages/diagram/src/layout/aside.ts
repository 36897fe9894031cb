import { type Branch, contains, parseCidr, parseIp, type Scene, type SceneVpc } from '@netk/engine';

/** A VPC without what is in it. What stands at its edge stays. */
export const emptied = (vpc: SceneVpc): SceneVpc => ({
  ...vpc,
  ...{ zones: [], rows: [], subnets: [], balancers: [], groups: [], services: [] },
});

/** The VPCs of a picture that no packet of these branches is in or was sent to, by their ids. Where none is, none is aside. */
export function vpcsAside(scene: Scene, branches: readonly Pick<Branch, 'forward' | 'reply'>[]): ReadonlySet<string> {
  const met = new Set<string>(branches.flatMap((branch) => [...branch.forward, ...branch.reply].map(({ id }) => id)));
  const wanted = new Set(branches.flatMap(destinationsOf));
  const isNear = (vpc: SceneVpc): boolean =>
    [...machinesOf(vpc)].some((id) => met.has(id)) || blocksOf(vpc).some((block) => [...wanted].some(isIn(block)));
  const far = scene.vpcs.filter((vpc) => !isNear(vpc)).map(({ id }) => id);
  return new Set(far.length === scene.vpcs.length ? [] : far);
}

/** Where a packet was sent, and where it was sent to at last: it may have died before it came there. */
const destinationsOf = ({ forward }: Pick<Branch, 'forward'>): readonly string[] => {
  const packets = [forward[0], forward.at(-1)].flatMap((hop) => hop?.steps.flatMap(({ after }) => after ?? []) ?? []);
  return [packets[0], packets.at(-1)].flatMap((packet) => packet?.dst ?? []);
};

const blocksOf = ({ cidr }: SceneVpc) => cidr.split(',').flatMap((text) => parseCidr(text.trim())?.cidr ?? []);

const isIn =
  (block: ReturnType<typeof blocksOf>[number]) =>
  (address: string): boolean => {
    const ip = parseIp(address);
    return ip !== undefined && contains(block, ip);
  };

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
