import { type Cidr, parseCidr, plus, showCidr, sizeOf } from '../../base/addr/index.ts';
import { delegatesPrefixes } from '../../plan/capacity/max-pods.ts';
import type { Plan, PlannedNode, PlannedPrefix, Refusal } from '../../plan/plan.ts';
import { prefixBits } from '../../plan/subnet-book.ts';
import type { Eni } from '../../topology/cluster.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Setting } from '../../topology/setting.ts';
import { writtenAddresses } from '../addresses/written.ts';
import type { Check } from '../check.ts';
import type { Finding, Fix } from '../finding.ts';
import { freePrefix } from './fix-delegated.ts';
import { fittingType } from './fix-machine.ts';
import { enablePrefixes } from './fix-prefix.ts';

/**
 * A prefix that EC2 would not delegate to the interface where it is written, or that pods take nothing of. Source: EC2 user
 * guide, prefix delegation (a whole /28, one slot of the interface, Nitro); amazon-vpc-cni-k8s README, and pkg/ipamd/ipamd.go (tryUnassignPrefixesFromENIs).
 */
export const delegatedPrefixes: Check = {
  codes: ['NK001', 'NK014', 'NK029', 'NK033', 'NK034', 'NK035', 'NK038'],
  doc: 'A prefix of an interface is no whole free /28 of its subnet, or nothing takes addresses of it.',
  *run({ plan }) {
    if (plan.prefixes.length === 0) return;
    const lines = linesOf(plan);
    const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
    const others = new Others(plan, lines);
    for (const prefix of plan.prefixes) {
      const line = lines.get(prefix.about);
      const node = nodes.get(prefix.node);
      if (line && node) yield* about({ plan, prefix, node, others, ...line });
    }
  },
};

interface Line {
  readonly setting: Setting;
  readonly eni: Eni;
}

interface Scene extends Line {
  readonly plan: Plan;
  readonly prefix: PlannedPrefix;
  readonly node: PlannedNode;
  readonly others: Others;
}

const linesOf = ({ topology }: Plan): ReadonlyMap<ElementId, Line> =>
  new Map(
    topology.clusters.flatMap(({ nodes }) =>
      nodes.flatMap(({ enis }) =>
        enis.flatMap((eni) => eni.settings.map((setting) => [setting.id, { setting, eni }] as const)),
      ),
    ),
  );

function* about(scene: Scene): Generator<Finding> {
  const { plan, prefix, node, eni } = scene;
  const { text, refused, unused } = prefix;
  const place = { about: prefix.about, related: [{ about: node.id, message: `node ${node.name}` }] };
  const written = parseCidr(text);
  if (written?.hostBits && refused?.why !== 'size') {
    const whole = showCidr(written.cidr);
    const message = `prefix ${text} begins inside of ${whole}: a delegated prefix is a whole ${typeof written.cidr.base === 'bigint' ? '/80' : '/28 that begins at a multiple of 16'}`;
    const fixes = [{ ...write(scene, whole), safe: true as const }];
    yield { code: 'NK001', severity: 'warning', ...place, message, fixes };
  }
  if (refused) yield* refusal(scene, refused);
  if (!unused) return;
  const cluster = plan.topology.clusters.find((each) => each.id === node.cluster)!;
  const why =
    unused === 'single-addresses'
      ? `cluster ${cluster.name} hands out single addresses (ENABLE_PREFIX_DELEGATION is not true), and the VPC CNI gives a prefix that no pod uses back when it starts`
      : `with custom networking no pod has an address of eni 0`;
  const message = `pods take none of the 16 addresses of prefix ${text} (eni ${eni.index} of node ${node.name}): ${why}`;
  const fixes = unused === 'single-addresses' ? enablePrefixes(cluster) : [];
  yield { code: 'NK038', severity: 'warning', ...place, message, fixes };
}

function* refusal(scene: Scene, refused: Refusal): Generator<Finding> {
  const { plan, prefix, node, eni, others } = scene;
  const subnet = plan.subnets.find((each) => each.id === prefix.subnet);
  const what = `prefix ${prefix.text} (eni ${eni.index} of node ${node.name})`;
  const owner = subnet && { about: subnet.id, message: `subnet ${subnet.name} ${subnet.cidr}` };
  const say = (code: string, message: string, fixes: readonly Fix[], related = owner): Finding => ({
    ...{ code, severity: 'error', about: prefix.about, message, fixes },
    related: [related ?? { about: node.id, message: `node ${node.name}` }],
  });
  switch (refused.why) {
    case 'no-block':
      yield say('NK029', `${prefix.text} is no CIDR: each number is 0-255, and an IPv4 prefix ends in /28`, []);
      return;
    case 'size':
      yield say('NK038', sizeSentence(what, parseCidr(prefix.text)!.cidr), wholes(scene));
      return;
    case 'machine': {
      const fixes = fittingType(node, (type) => delegatesPrefixes(type) && (type.limits?.enis ?? 0) > eni.index);
      yield say(
        'NK035',
        `${what}: ${node.machine} carries single addresses only, prefixes need a Nitro machine`,
        fixes,
      );
      return;
    }
    case 'outside':
      yield say(
        'NK034',
        `${what} is outside its subnet ${subnet?.name} ${(isSix(prefix.text) ? subnet?.cidr6 : subnet?.cidr) ?? 'without a block of its family'}`,
        nextFree(scene),
      );
      return;
    case 'reserved': {
      const sentence = `${what} covers ${refused.address}, ${refused.use} of subnet ${subnet?.name}: AWS keeps the first four addresses and the last, so the first and the last /28 are never whole`;
      yield say('NK014', sentence, nextFree(scene));
      return;
    }
    case 'taken': {
      const other = others.at(refused, prefix);
      yield say('NK033', `${what} covers ${refused.address}, which belongs to ${other.what}`, nextFree(scene), {
        about: other.about,
        message: other.what,
      });
      yield {
        ...{ code: 'NK033', severity: 'error', about: other.about },
        message: `${refused.address} (${other.what}) is in ${what}`,
        related: [{ about: prefix.about, message: what }],
      };
    }
  }
}

const isSix = (text: string): boolean => typeof parseCidr(text)?.cidr.base === 'bigint';

function sizeSentence(what: string, block: Cidr): string {
  if (typeof block.base === 'bigint') return `${what} is a /${block.bits}: IPv6 prefixes are delegated as a /80`;
  const sum = `${what} has ${sizeOf(block)} addresses: IPv4 prefixes are delegated 16 at a time, as a /28`;
  return block.bits < prefixBits ? `${sum}, so this would be ${2 ** (prefixBits - block.bits)} of them` : sum;
}

/** The line with one of its blocks changed. */
function write({ prefix, setting }: Pick<Scene, 'prefix' | 'setting'>, ...blocks: readonly string[]): Fix {
  const values = setting.values.flatMap((each, at) => (at === prefix.at ? blocks : [each]));
  return {
    title: blocks.length === 1 ? `Write ${blocks[0]}` : `Write ${blocks.length} prefixes of /28`,
    edits: [{ about: prefix.about, text: `prefix ${values.join(', ')}` }],
  };
}

function nextFree(scene: Scene): Fix[] {
  if (isSix(scene.prefix.text)) return [];
  const free = freePrefix(scene.plan, scene.prefix.subnet);
  return free === undefined ? [] : [{ ...write(scene, free), title: `Use ${free}, the next free prefix` }];
}

/** A larger block as the /28 blocks that it is made of, where the interface has a slot for each. */
function wholes(scene: Scene): Fix[] {
  if (isSix(scene.prefix.text)) return [];
  const { cidr: block } = parseCidr(scene.prefix.text)!;
  const count = 2 ** (prefixBits - block.bits);
  const slots = (scene.node.limits?.addressesPerEni ?? 2) - 1;
  if (count < 2 || count > slots) return nextFree(scene);
  const parts = Array.from({ length: count }, (_, i) => ({ base: plus(block.base, i * 16), bits: prefixBits }));
  return [write(scene, ...parts.map(showCidr))];
}

/** What has an address that a prefix covers, with the place to show: another prefix, or something with a written address. */
class Others {
  readonly #plan: Plan;
  readonly #lines: ReadonlyMap<ElementId, Line>;
  #written: ReadonlyMap<string, { readonly about: ElementId; readonly what: string }> | undefined;

  constructor(plan: Plan, lines: ReadonlyMap<ElementId, Line>) {
    this.#plan = plan;
    this.#lines = lines;
  }

  at({ address, by }: { readonly address: string; readonly by: ElementId }, mine: PlannedPrefix) {
    const block = parseCidr(mine.text)!.cidr;
    const prefix = this.#plan.prefixes.find((each) => each.eni === by && each.block === showCidr(block));
    const line = prefix && this.#lines.get(prefix.about);
    if (prefix && line) {
      const name = this.#plan.nodes.find((node) => node.id === prefix.node)?.name;
      return { about: prefix.about, what: `prefix ${prefix.text} of node ${name}, eni ${line.eni.index}` };
    }
    this.#written ??= new Map(
      writtenAddresses(this.#plan.topology).map(({ id, owner, text, what }) => [
        `${owner} ${text}`,
        { about: id, what },
      ]),
    );
    return this.#written.get(`${by} ${address}`) ?? { about: by, what: 'another interface' };
  }
}
