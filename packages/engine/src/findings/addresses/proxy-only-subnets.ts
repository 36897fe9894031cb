import { parseCidr } from '../../base/addr/index.ts';
import { isActive, isProxyOnly } from '../../compilers/clouds/gcp/proxy-only.ts';
import type { Plan } from '../../plan/plan.ts';
import { settingOf } from '../../topology/setting.ts';
import type { Subnet } from '../../topology/vpc.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** Cloud Load Balancing documentation, proxy-only subnets: at least 64 addresses. */
const smallest = 26;

/** NK113: a proxy-only subnet that is too small, a second one that is active in its region, or a machine in one. */
export const proxyOnlySubnets: Check = {
  codes: ['NK113'],
  doc: "A subnet for Google's proxies is large enough, the only active one of its region, and has no machine.",
  *run({ plan }) {
    for (const { cloud, subnets } of plan.topology.vpcs) {
      const own = cloud === 'gcp' ? subnets.filter(isProxyOnly) : [];
      for (const [at, subnet] of own.entries()) {
        yield* small(subnet);
        yield* second(subnet, own.slice(0, at));
        yield* machines(plan, subnet);
      }
    }
  },
};

const found = (about: Finding['about'], message: string, related: Finding['related'] = []): Finding => ({
  ...{ code: 'NK113', severity: 'error', about, message, related },
});

function* small({ id, name, cidrs }: Subnet): Generator<Finding> {
  const bits = parseCidr(cidrs[0]?.text ?? '')?.cidr.bits ?? 0;
  if (bits > smallest)
    yield found(id, `proxy-only subnet ${name} is a /${bits}: Google makes none smaller than a /${smallest}`);
}

const regionOf = ({ settings }: Subnet): string | undefined => settingOf(settings, 'region')?.values[0];

function* second(subnet: Subnet, earlier: readonly Subnet[]): Generator<Finding> {
  const first = isActive(subnet)
    ? earlier.find((each) => isActive(each) && regionOf(each) === regionOf(subnet))
    : undefined;
  if (first)
    yield found(
      subnet.id,
      `proxy-only subnet ${subnet.name}: its region has an active one, ${first.name}; another is role BACKUP`,
      [{ about: first.id, message: `proxy-only subnet ${first.name}` }],
    );
}

function* machines({ nodes, hosts }: Plan, { id, name }: Subnet): Generator<Finding> {
  const machine = [...nodes, ...hosts].find(({ subnet }) => subnet === id);
  if (machine) {
    const about = ('group' in machine ? machine.group : undefined) ?? machine.id;
    yield found(about, `${machine.name} stands in ${name}, which is for Google's proxies alone`, [
      { about: id, message: `subnet ${name}` },
    ]);
  }
}
