import { parseCidr, showCidr } from '../../base/addr/index.ts';
import type { ElementId } from '../../topology/id.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK001: a block with bits behind its prefix; AWS clears them silently. NK029: a text that is no block at all. */
export const hostBits: Check = {
  codes: ['NK001', 'NK029'],
  doc: 'A CIDR has host bits, or is no CIDR.',
  *run({ plan }) {
    for (const { id, text } of allBlocks(plan.topology)) {
      const written = parseCidr(text);
      if (!written) yield notABlock(id, text);
      else if (written.hostBits) {
        const canonical = showCidr(written.cidr);
        yield {
          code: 'NK001',
          severity: 'warning',
          about: id,
          message: `${text} is stored as ${canonical}: bits behind the prefix are cleared`,
          related: [],
          fixes: [{ title: `Write ${canonical}`, safe: true, edits: [{ about: id, text: canonical }] }],
        };
      }
    }
  },
};

const notABlock = (about: ElementId, text: string): Finding => ({
  code: 'NK029',
  severity: 'error',
  about,
  message: `${text} is no CIDR: each number is 0-255, the prefix 0-32 (IPv6: 0-128)`,
  related: [],
});

function* allBlocks(topology: Topology): Generator<{ readonly id: ElementId; readonly text: string }> {
  for (const vpc of topology.vpcs) {
    yield* vpc.cidrs;
    for (const subnet of vpc.subnets) yield* subnet.cidrs;
  }
  for (const lan of topology.internet?.lans ?? []) yield* lan.cidrs;
}
