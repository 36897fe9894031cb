import { cidr, covers, overlaps, parseCidr, showCidr } from '../../base/addr/index.ts';
import type { Vpc } from '../../topology/vpc.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';
import { tablesOf } from '../routes/tables-of.ts';
import { vpcBlocks, type WrittenBlock } from './written.ts';

/**
 * NK010: ranges that no VPC may have, more blocks or subnets than the quotas, and secondary blocks that the ones before them forbid. NK015: a secondary block that
 * is as large as the destination of a route, or larger. Source: VPC user guide, VPC CIDR blocks.
 */
export const vpcBlockRules: Check = {
  codes: ['NK010', 'NK015'],
  doc: 'A block of a VPC is one that AWS refuses: a forbidden range, or in conflict with an earlier block or a route.',
  *run({ plan }) {
    for (const vpc of plan.topology.vpcs) {
      if ((vpc.cloud ?? 'aws') !== 'aws') continue;
      yield* quotas(vpc, vpcBlocks(vpc));
      const blocks = vpcBlocks(vpc).filter((each) => typeof each.block.base === 'number');
      for (const each of blocks) yield* range(each, vpc);
      for (const [at, each] of blocks.entries()) {
        if (at === 0) continue;
        yield* afterOthers(each, blocks.slice(0, at), vpc);
        yield* againstRoutes(each, vpc);
      }
    }
  },
};

/** Blocks of each family, the primary one among them, and what the quota can be raised to (VPC user guide, Amazon VPC quotas). */
const mostBlocks = 5;
const mostBlocksEver = 50;
/** Subnets of one VPC, unless the quota is raised. */
const mostSubnets = 200;

function* quotas(vpc: Vpc, blocks: readonly WrittenBlock[]): Generator<Finding> {
  for (const [family, type] of [
    ['IPv4', 'number'],
    ['IPv6', 'bigint'],
  ] as const) {
    const own = blocks.filter(({ block }) => typeof block.base === type);
    const over = own[mostBlocks];
    if (!over) continue;
    yield {
      code: 'NK010',
      severity: own.length > mostBlocksEver ? 'error' : 'warning',
      about: over.id,
      message: `vpc ${vpc.name} has ${own.length} ${family} blocks; the quota is ${mostBlocks} with the primary one, and can be raised to ${mostBlocksEver}`,
      related: [{ about: own[0]!.id, message: 'the primary block' }],
    };
  }
  const subnet = vpc.subnets[mostSubnets];
  if (subnet)
    yield {
      code: 'NK010',
      severity: 'warning',
      about: subnet.id,
      message: `vpc ${vpc.name} has ${vpc.subnets.length} subnets; the quota is ${mostSubnets}, and can be raised`,
      related: [{ about: vpc.id, message: 'the VPC' }],
    };
}

const never = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4'].map(cidr);
const docker = cidr('172.17.0.0/16');

function* range({ id, block }: WrittenBlock, vpc: Vpc): Generator<Finding> {
  const text = showCidr(block);
  const bad = never.find((each) => overlaps(each, block));
  if (bad)
    yield {
      code: 'NK010',
      severity: 'error',
      about: id,
      message: `${text} cannot be a block of vpc ${vpc.name}: AWS takes nothing of ${showCidr(bad)}`,
      related: [],
    };
  else if (overlaps(docker, block))
    yield {
      code: 'NK010',
      severity: 'warning',
      about: id,
      message: `${text} of vpc ${vpc.name} overlaps ${showCidr(docker)}, which Docker and some AWS services use inside of machines`,
      related: [],
    };
}

const ten = cidr('10.0.0.0/8');
const tenFirst = cidr('10.0.0.0/15');
const tenZero = cidr('10.0.0.0/16');
const twelve = cidr('172.16.0.0/12');
const defaultVpc = cidr('172.31.0.0/16');
const oneNineTwo = cidr('192.168.0.0/16');
const benchmark = cidr('198.19.0.0/16');

/** Existing range → what may not be added to it. Ranges that are named nowhere are public ones and 100.64.0.0/10. */
const kinds = [
  { of: ten, forbids: [twelve, oneNineTwo, benchmark] },
  { of: twelve, forbids: [ten, oneNineTwo, defaultVpc, benchmark] },
  { of: oneNineTwo, forbids: [ten, twelve, benchmark] },
  { of: benchmark, forbids: [ten, twelve, oneNineTwo] },
] as const;
const otherForbids = [ten, twelve, oneNineTwo, benchmark];

function* afterOthers(added: WrittenBlock, earlier: readonly WrittenBlock[], vpc: Vpc): Generator<Finding> {
  for (const each of earlier) {
    // two blocks that overlap are reported as that
    if (overlaps(each.block, added.block)) continue;
    const forbids = kinds.find(({ of }) => covers(of, each.block))?.forbids ?? otherForbids;
    const inFirst = covers(tenFirst, each.block) && covers(tenZero, added.block) ? tenZero : undefined;
    const hit = forbids.find((block) => covers(block, added.block)) ?? inFirst;
    if (!hit) continue;
    yield {
      code: 'NK010',
      severity: 'error',
      about: added.id,
      message: `${showCidr(added.block)} cannot be added to vpc ${vpc.name}: beside ${showCidr(each.block)} AWS takes nothing of ${showCidr(hit)}`,
      related: [{ about: each.id, message: `${showCidr(each.block)} of vpc ${vpc.name}` }],
    };
    return;
  }
}

function* againstRoutes(added: WrittenBlock, vpc: Vpc): Generator<Finding> {
  for (const table of tablesOf(vpc)) {
    for (const route of table.routes) {
      if (!route.destination.includes('/') || route.target.kind === 'local') continue;
      const to = parseCidr(route.destination)?.cidr;
      // a default route is larger than every block
      if (!to || !covers(added.block, to)) continue;
      // middleboxes: a route to a whole subnet of this block is written after the block
      if (vpc.subnets.some((subnet) => subnet.cidrs.some((each) => each.text === route.destination))) continue;
      yield {
        code: 'NK015',
        severity: 'error',
        about: added.id,
        message: `${showCidr(added.block)} cannot be added to vpc ${vpc.name}: ${table.what} has a route to ${route.destination}, which is not larger`,
        related: [{ about: route.id, message: `route ${route.destination} of ${table.what}` }],
      };
    }
  }
}
