import { type CauseCode, type Mend, menders, mendsOf } from '@netk/engine';
import { TextDocument } from 'langium';
import { describe, expect, it } from 'vitest';
import { causeExamples } from '../../engine/test/views/explain/cause-examples.ts';
import { topologyOf } from '../src/project.ts';
import { editsOf } from '../src/text/edits-of.ts';

const uri = 'memory:/main.netk';

/** The first branch that does not arrive, and what can be written against it. */
async function stopOf(text: string) {
  const file = await topologyOf(text);
  const [walk] = file.topology.walks;
  const trace = file.model.trace(walk!.id);
  const branch = trace.routes.find(({ verdict }) => verdict === 'not-delivered');
  return { file, trace, branch, mends: branch ? mendsOf(file.model.planOf(walk!.id), branch) : [] };
}

async function mended(text: string, mend: Mend) {
  const { file } = await stopOf(text);
  const edits = editsOf(mend, file)![uri]!;
  return TextDocument.applyEdits(TextDocument.create(uri, 'netk', 1, text), edits);
}

/** Causes of which the smallest example has nothing that could be written against them. */
const others: Partial<Record<CauseCode, string | undefined>> = {
  'VPC-NOROUTE': `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet p 10.0.0.0/24 zone az1 { route 0.0.0.0/0 -> igw; nat-gateway nat 10.0.0.9 eip 203.0.113.9 }
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
}
walk w from h to 198.51.100.9:443`,
  'IGW-NOPUB': `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw }
}
cluster c on eks in main {
  cni vpc-cni { AWS_VPC_K8S_CNI_EXTERNALSNAT true }
  node n m5.large 10.0.1.10 in a { eip 203.0.113.10; pod p 10.0.1.11 }
}
internet { host far 198.51.100.9 { port 443 } }
walk w from p to far:443`,
  RPF: undefined,
};

describe('what can be written against a cause', () => {
  for (const cause of Object.keys(menders) as CauseCode[]) {
    const text = cause in others ? others[cause] : causeExamples[cause];
    if (text === undefined) continue;
    it(`${cause}: the text with it is one that netk reads, and the packet is not stopped there any more`, async () => {
      const { branch, mends } = await stopOf(text);
      const [mend] = mends[0] ?? [];
      expect(mend, branch?.blockers?.[0]?.fix ?? JSON.stringify(branch?.blockers)).toBeDefined();
      expect(mend!.cost).toMatch(/^[A-Z0-9].*\.$/);
      const after = await mended(text, mend!);
      const now = await topologyOf(after);
      const errors = now.diagnostics.filter(({ severity, code }) => severity === 1 && code !== 'NK120');
      expect(errors, after).toEqual([]);
      const next = await stopOf(after);
      const { trace } = next;
      const same = trace.routes.some(
        ({ blockers }) =>
          blockers?.[0]?.entry === branch?.blockers?.[0]?.entry && blockers?.[0]?.id === branch?.blockers?.[0]?.id,
      );
      expect(same, `${after}\n${JSON.stringify(trace.routes.map(({ blockers }) => blockers))}`).toBe(false);
    });
  }
  it('is asked for every stop, also for those behind the first', async () => {
    const { mends } = await stopOf(`vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  security-group shut { ingress tcp/22 from 10.0.1.0/24 }
  host h 10.0.1.5 in a
  host db 10.0.1.6 in a { port 5432; security-groups shut }
}
walk w from h to db:5433`);
    expect(mends.map((each) => each.map(({ title }) => title))).toEqual([
      ['Add ingress tcp/5433 from 10.0.1.5/32 to security-group shut'],
      ['Let db listen on 5433'],
    ]);
  });
});
