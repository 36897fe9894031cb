import type { Device, Hop, Step } from '@netk/engine';

/** One frame at an interface of a device, as a step of a trace: `receive` or `send`. */
export interface Sighting {
  readonly device: Device;
  readonly step: Step;
}

/**
 * Whether what is sent there stays in the machine: `lo`, unless a router has a line to a subnet that is called so, a
 * tunnel, whose packet the machine then sends inside of another, and a bridge, whose ports its frames leave by.
 */
const staysInside = ({ interfaces }: Device, name: string | undefined): boolean => {
  const own = interfaces.find((each) => each.name === name);
  return own?.tunnel !== undefined || own?.bridge !== undefined || (name === 'lo' && own?.link === undefined);
};

/** Passages through devices, from what their interfaces saw, in order. What a device sends itself over `lo`, or into a tunnel, stays one passage. */
export function hopsOf(sightings: readonly Sighting[]): readonly Hop[] {
  const out: { device: Device; steps: Step[] }[] = [];
  for (const { device, step } of sightings) {
    const current = out.at(-1);
    const left = current?.steps.some(({ kind, interface: at }) => kind === 'send' && !staysInside(device, at)) ?? false;
    const entersAnew = step.kind === 'receive' && !staysInside(device, step.interface);
    if (!current || current.device !== device || left || (entersAnew && current.steps.length > 0))
      out.push({ device, steps: [step] });
    else current.steps.push(step);
  }
  return out.map(({ device, steps }) => ({
    ...{ device: device.name, id: device.id, kind: device.kind, steps },
    ...(device.source === undefined ? {} : { source: device.source }),
  }));
}

/** The same hops with the rules that fired in them: between what came in and what went out. */
export function withRules(
  hops: readonly Hop[],
  fired: ReadonlyMap<string, readonly (readonly string[])[]>,
): readonly Hop[] {
  const passages = new Map<string, number>();
  return hops.map((hop) => {
    const at = passages.get(hop.device) ?? 0;
    passages.set(hop.device, at + 1);
    const rules = fired.get(hop.device)?.[at] ?? [];
    const steps = rules.map((text): Step => {
      const [stage = '', ...entry] = text.split(' ');
      return { kind: 'rule', stage, entry: entry.join(' ') };
    });
    const received = hop.steps.filter(({ kind, interface: on }) => kind === 'receive' && on !== 'lo');
    return { ...hop, steps: [...received, ...steps, ...hop.steps.slice(received.length)] };
  });
}
