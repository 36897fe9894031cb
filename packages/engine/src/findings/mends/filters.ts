import { lineIn, type Mender, ownerOf } from './mend.ts';

/** `Add ingress tcp/80 from 10.0.0.0/16 to security-group web.`, as advice says it. */
const added = (fix: string | undefined, noun: string): string | undefined =>
  new RegExp(`^Add ((?:in|e)gress .*) to ${noun} `).exec(fix ?? '')?.[1];

/** `tcp/80 from 10.0.0.0/16` in words of who may do what then. */
function opens(line: string, of: string): string {
  const [, way, , ports = 'all', written = 'anybody'] =
    /^(in|e)gress (\d+ allow )?(\S+)(?: (?:from|to) (.*))?$/.exec(line) ?? [];
  const peer = written === 'self' ? of : written;
  const words = way === 'e' ? `${of} may then send ${ports} to ${peer}.` : `${peer} may then open ${ports} on ${of}.`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A rule of the security group that lets it in or out. */
export const securityGroup: Mender = ({ plan, blocker, death }) => {
  const group = ownerOf(
    plan.topology.vpcs.flatMap((vpc) => vpc.securityGroups),
    blocker.source,
  );
  if (!group) return [];
  const packet = death?.before ?? death?.after;
  const way = blocker.cause === 'SG-OUT' ? 'egress' : 'ingress';
  const peer = way === 'ingress' ? packet?.src : packet?.dst;
  const ports = packet?.dport === undefined ? packet?.protocol : `${packet.protocol}/${packet.dport}`;
  const line =
    added(blocker.fix, 'security-group') ??
    (peer === undefined
      ? undefined
      : `${way} ${ports} ${way === 'ingress' ? 'from' : 'to'} ${peer}/${peer.includes(':') ? 128 : 32}`);
  if (line === undefined) return [];
  const cost = opens(line, `everything that carries ${group.name}`);
  return [{ title: `Add ${line} to security-group ${group.name}`, cost, edits: [lineIn(group.id, line)] }];
};

/** A line of the network ACL, and the ports of answers where the ACL keeps those out. */
export const networkAcl: Mender = ({ plan, blocker }) => {
  const line = added(blocker.fix, 'network-acl');
  const acls = plan.topology.vpcs.flatMap((vpc) => vpc.networkAcls);
  const name = / to network-acl (.*)\.$/.exec(blocker.fix ?? '')?.[1];
  const acl = ownerOf(acls, blocker.source) ?? acls.find((each) => each.name === name);
  if (line === undefined || !acl) return [];
  const cost = opens(line, `every machine of the subnets with network-acl ${acl.name}`);
  return [{ title: `Add ${line} to network-acl ${acl.name}`, cost, edits: [lineIn(acl.id, line)] }];
};

/** A firewall rule of the network, as advice words it. */
export const firewallRule: Mender = ({ plan, blocker, death }) => {
  const rule = /^Add a firewall-rule with (.*)\.$/.exec(blocker.fix ?? '')?.[1];
  const device = blocker.id;
  const subnet = [...plan.hosts, ...plan.nodes].find(({ id }) => id === device)?.subnet;
  const pod = plan.pods.find(({ id }) => id === device);
  const place = subnet ?? plan.nodes.find(({ id }) => id === pod?.node)?.subnet;
  const vpc = plan.vpcs.find(({ id }) => id === plan.subnets.find((each) => each.id === place)?.vpc);
  if (rule === undefined || !vpc || !death) return [];
  const names = new Set(plan.topology.vpcs.flatMap(({ firewallRules }) => firewallRules.map(({ name }) => name)));
  let name = 'allow';
  for (let n = 1; names.has(name); n += 1) name = `allow-${n}`;
  const way = rule.startsWith('ingress') ? 'into' : 'out of';
  const cost = `The rule counts for every machine of ${vpc.name}: what it allows comes ${way} all of them.`;
  return [
    { title: `Add firewall-rule with ${rule}`, cost, edits: [lineIn(vpc.id, `firewall-rule ${name} { ${rule} }`)] },
  ];
};

/** A rule of the policy that isolates. Where a rule denies, the order of rules is the author's. */
export const networkPolicy: Mender = ({ plan, blocker, death }) => {
  const [, line, name] = /^Add ((?:in|e)gress .*) to (\w+ \S+), or/.exec(blocker.fix ?? '') ?? [];
  const policies = plan.topology.clusters.flatMap((cluster) => cluster.networkPolicies);
  const isolating = death?.step.policy?.policies[0]?.element ?? blocker.source;
  const policy =
    ownerOf(policies, isolating) ?? policies.find((each) => name?.endsWith(` ${each.namespace}/${each.name}`));
  if (line === undefined || !policy) return [];
  const cost = opens(line, `every pod that networkpolicy ${policy.name} selects`);
  return [{ title: `Add ${line} to networkpolicy ${policy.name}`, cost, edits: [lineIn(policy.id, line)] }];
};
