import type { AutonomousSystem } from '../../topology/internet.ts';
import { type Setting, settingOf } from '../../topology/setting.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

const opposite = { provider: 'customer', customer: 'provider', peer: 'peer' } as const;

/** NK116: two systems agree on what they are to each other, and BGP's figures are figures. */
export const neighbours: Check = {
  codes: ['NK116'],
  doc: 'Lines of autonomous systems contradict each other, or say what BGP cannot.',
  *run({ plan }) {
    const systems = plan.topology.internet?.systems ?? [];
    const named = new Map(systems.map((system) => [system.id, system]));
    for (const system of systems) {
      for (const [i, line] of system.relations.entries()) {
        const other = named.get(line.of);
        if (line.of === system.id) yield say(line.id, `${system.name} is no neighbour of itself`);
        else if (system.relations.slice(0, i).some(({ of, kind }) => of === line.of && kind !== line.kind))
          yield say(line.id, `${other?.name} is two things to ${system.name}: the first line counts`);
        else if (other) yield* contradicted(system, line, other);
        yield* figures(line.settings ?? [], ['local-preference'], mostPreference);
      }
      for (const { settings = [] } of system.announces) yield* figures(settings, ['med', 'prepend'], mostPreference);
      yield* software(system);
    }
  },
};

/** Local preference and MED have 32 bits (RFC 4271, 4.3). */
const mostPreference = 0xffffffff;

const say = (about: Finding['about'], message: string, severity: Finding['severity'] = 'warning'): Finding => ({
  ...{ code: 'NK116', severity, about, message, related: [] },
});

type Relation = AutonomousSystem['relations'][number];

/** Told once, at the system that comes later. */
function* contradicted(system: AutonomousSystem, line: Relation, other: AutonomousSystem): Generator<Finding> {
  const theirs = other.relations.find(({ of }) => of === system.id);
  if (!theirs || theirs.kind === opposite[line.kind] || other.id > system.id) return;
  const message = `${system.name} says ${line.kind} ${other.name}, and ${other.name} says ${theirs.kind} ${system.name}: one of them is wrong`;
  yield { ...say(line.id, message), related: [{ about: theirs.id, message: `${theirs.kind} ${system.name}` }] };
}

function* figures(settings: readonly Setting[], keys: readonly string[], most: number): Generator<Finding> {
  for (const { id, key, values } of settings) {
    const value = Number(values[0]);
    if (keys.includes(key) && !(Number.isInteger(value) && value >= 0 && value <= most))
      yield say(id, `${key} ${values.join(' ')} is no number of 0-${most}: netk leaves it out`);
  }
}

function* software({ settings }: AutonomousSystem): Generator<Finding> {
  const bgp = settingOf(settings, 'bgp');
  const name = bgp?.values[0] ?? '';
  if (bgp && !['frr', 'bird'].includes(name.toLowerCase()))
    yield say(bgp.id, `how ${name || 'it'} breaks ties is not modelled: RFC 4271 stands for it`, 'information');
}
