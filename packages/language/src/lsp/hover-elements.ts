import type { ElementId, Plan } from '@netk/engine';

const service = (plan: Plan, id: ElementId): string[] => {
  const found = plan.services.find((each) => each.id === id);
  if (!found) return [];
  const { type, headless, clusterIp, clusterIpAssigned, ports, endpoints } = found;
  const address = headless ? 'headless' : `${clusterIp ?? 'no address'}${clusterIpAssigned ? ' (default)' : ''}`;
  const offers = ports.map(({ protocol, port, target, nodePort }) =>
    [`${protocol}/${port} → ${target}`, nodePort === undefined ? undefined : `node port ${nodePort}`]
      .filter((part) => part !== undefined)
      .join(', '),
  );
  const behind = [...new Set(endpoints.map(({ name, address: at }) => `${name} ${at}`))];
  return [
    `${type} · ${address}`,
    ...offers.map((offer) => `- ${offer}`),
    behind.length > 0 ? `${behind.length} endpoints: ${behind.slice(0, 8).join(', ')}` : 'no endpoints',
  ];
};

const node = (plan: Plan, id: ElementId): string[] => {
  const found = plan.nodes.find((each) => each.id === id);
  if (!found) return [];
  const { machine, limits, maxPods, pods, enis } = found;
  const capacity = limits
    ? `${machine ?? ''}: ${enis.length} of ${limits.enis} interfaces, ${limits.addressesPerEni} addresses on each`
    : `${machine ?? 'machine'}: limits unknown`;
  return [
    `${pods.length}${maxPods === undefined ? '' : ` of ${maxPods}`} pods · ${capacity}`,
    ...enis.map(
      (eni) =>
        `- ${eni.interface} ${eni.primary}${eni.primaryAssigned ? ' (assigned)' : ''}, ${eni.secondaries.length} for pods${prefixed(eni)}`,
    ),
  ];
};

/** The first prefixes of an interface, and how many more there are. */
const prefixed = ({ prefixes = [] }: Plan['nodes'][number]['enis'][number]): string => {
  const shown = prefixes.slice(0, 4).join(', ');
  const more = prefixes.length > 4 ? ` and ${prefixes.length - 4} more` : '';
  return prefixes.length === 0 ? '' : `, prefix ${shown}${more}`;
};

const subnet = (plan: Plan, id: ElementId): string[] => {
  const found = plan.subnets.find((each) => each.id === id);
  if (!found) return [];
  const { usable, used, free, reserved, reach, routeTableName } = found;
  return [
    `${reach} · ${routeTableName}`,
    `${usable + reserved} addresses − ${reserved} reserved = ${usable} usable; ${used} in use, ${free} free`,
  ];
};

const pod = (plan: Plan, id: ElementId): string[] => {
  const found = plan.pods.find((each) => each.id === id);
  if (!found) return [];
  const home = plan.nodes.find((each) => each.id === found.node)?.name ?? 'no node';
  return [`${found.address ?? 'no address'}${found.addressAssigned ? ' (assigned)' : ''} on ${home}`];
};

/** What the plan made of an element: addresses, capacity, endpoints, and the values that a preset supplied. */
export function planHover(plan: Plan, id: ElementId): string {
  const facts = [...service(plan, id), ...node(plan, id), ...subnet(plan, id), ...pod(plan, id)];
  const supplied = plan.supplied
    .filter(({ about }) => about === id || about.startsWith(`${id}#`))
    .map(({ label, why }) => `- ${label} (default) — ${why}`);
  return [...facts, ...supplied].join('\n').replace(/\n(?!- )/g, '\n\n');
}
