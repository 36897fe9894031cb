import { contains, lastOf, type Plan, parseCidr, parseIp, showCidr, showIp, sizeOf } from '@netk/engine';

const many = (count: number): string => (count >= 2 ** 32 ? `2^${Math.log2(count)}` : count.toLocaleString('en-US'));

/** Everything of a plan that has this address, in words. */
function ownersOf(plan: Plan, address: string): string[] {
  const owners: string[] = [];
  for (const node of plan.nodes) {
    for (const eni of node.enis) {
      if (eni.primary === address) owners.push(`${eni.interface} of node ${node.name}, primary address`);
    }
    if (node.eip === address) owners.push(`public address of node ${node.name}`);
  }
  for (const pod of plan.pods) {
    if (pod.address === address && !pod.hostNetwork) owners.push(`pod ${pod.namespace}/${pod.name}`);
  }
  for (const service of plan.services) {
    if (service.clusterIp === address) owners.push(`cluster IP of service ${service.namespace}/${service.name}`);
    if (service.externalIps.includes(address)) owners.push(`external IP of service ${service.name}`);
  }
  for (const host of plan.hosts) {
    if (host.address === address) owners.push(`${host.kind} ${host.name}`);
    if (host.eip === address) owners.push(`public address of ${host.kind} ${host.name}`);
  }
  for (const gateway of plan.gateways) {
    if (gateway.address === address) owners.push(`${gateway.kind} ${gateway.name}`);
    if (gateway.eip === address) owners.push(`public address of ${gateway.kind} ${gateway.name}`);
  }
  return owners;
}

const reservedFor = ['the network', 'the VPC router', 'the DNS resolver', 'future use'];

/** What an address is: its owner, its subnet, and whether the cloud keeps it. */
export function addressHover(text: string, plan: Plan | undefined): string | undefined {
  const address = parseIp(text);
  if (address === undefined) return undefined;
  const canonical = showIp(address);
  const lines = [`**${canonical}**`];
  const owners = plan ? ownersOf(plan, canonical) : [];
  if (owners.length > 0) lines.push(owners.join('; '));
  for (const subnet of plan?.subnets ?? []) {
    const block = [subnet.cidr, subnet.cidr6]
      .map((each) => (each === undefined ? undefined : parseCidr(each)?.cidr))
      .find((each) => each !== undefined && contains(each, address));
    if (!block) continue;
    const offset = Number(BigInt(address) - BigInt(block.base));
    const keeper = reservedFor[offset] ?? (address === lastOf(block) ? 'broadcast' : undefined);
    const state = keeper ? `reserved for ${keeper}` : owners.length > 0 ? 'in use' : 'free';
    lines.push(`number ${many(offset)} of subnet ${subnet.name} (${showCidr(block)}): ${state}`);
  }
  return lines.join('\n\n');
}

/** The arithmetic of a block: first and last address, and how many. */
export function blockHover(text: string, plan: Plan | undefined): string | undefined {
  const written = parseCidr(text);
  if (!written) return undefined;
  const { cidr } = written;
  const shown = showCidr(cidr);
  const lines = [
    `**${shown}**${shown === text ? '' : ` (written ${text}: host bits are set)`}`,
    `${showIp(cidr.base)} – ${showIp(lastOf(cidr))}, ${many(sizeOf(cidr))} addresses`,
  ];
  const subnet = plan?.subnets.find((each) => each.cidr === shown);
  if (subnet) {
    const { usable, used, free, reserved, gateway } = subnet;
    lines.push(`${usable} usable (${reserved} reserved), ${used} in use, ${free} free; router ${gateway}`);
  }
  return lines.join('\n\n');
}
