import { type Cidr, type Ip, parseIp, single } from '../../../base/addr/index.ts';
import type { Peers } from '../../../network/guard.ts';

/** What answers in every VPC without an interface of its own. */
export interface AmazonService {
  readonly at: Cidr;
  readonly what: string;
  /** It answers questions about names: the VPC router has it. */
  readonly resolves?: true;
  /** It answers machines about themselves: the VPC router has it. */
  readonly metadata?: true;
}

const resolverName = 'the VPC resolver';
const metadataName = 'the instance metadata service';

/** Link-local addresses of every VPC (EC2 user guide, instance metadata and Amazon Time Sync; VPC user guide, DNS). */
const linkLocal = [
  ['169.254.169.253', resolverName],
  ['169.254.169.254', metadataName],
  ['169.254.169.123', 'the time server'],
  // of IPv6, on Nitro machines (IPv6 on AWS, Supporting Amazon VPC services)
  ['fd00:ec2::253', 'the VPC resolver over IPv6'],
  ['fd00:ec2::254', 'the instance metadata service over IPv6'],
  ['fd00:ec2::123', 'the time server over IPv6'],
] as const;

/** The services of a VPC; its resolver has the third address of the primary block, too. */
export const amazonServices = (resolver: string | undefined): readonly AmazonService[] =>
  [...(resolver === undefined ? [] : ([[resolver, resolverName]] as const)), ...linkLocal].flatMap(([text, what]) => {
    const ip = parseIp(text);
    return ip === undefined
      ? []
      : [
          {
            at: single(ip),
            what,
            ...(what === resolverName ? { resolves: true as const } : {}),
            ...(what === metadataName ? { metadata: true as const } : {}),
          },
        ];
  });

/** What neither security groups nor network ACLs filter (VPC user guide, security groups and network ACLs). */
export function unfiltered(resolver: string | undefined): Peers {
  const known: ReadonlySet<Ip> = new Set(amazonServices(resolver).map(({ at }) => at.base));
  return { text: 'the services of the VPC are not filtered', has: (ip) => known.has(ip) };
}
