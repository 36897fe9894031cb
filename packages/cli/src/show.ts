import { bugIn, type Device, type Model, showGaps, type View, views } from '@netk/engine';
import { visible } from '@netk/language';
import { type ExitCode, exitCodes, UsageError } from './exit-codes.ts';
import type { Io } from './io.ts';
import { logFailure } from './own-failure.ts';
import { readChecked } from './project.ts';

/** Names of devices that a message lists. */
const mostListed = 40;

const naturalOrder = new Intl.Collator('en', { numeric: true }).compare;

/** The names that `netk show` takes for a view. */
export const viewNames: readonly string[] = views.map(({ name }) => name);

const isPublic = ({ id }: Device): boolean => !id.startsWith('#');

/** Devices by what the user typed: an id (`talk/nA`), else a name. */
function found(devices: readonly Device[], asked: string): readonly Device[] {
  const exact = devices.filter(({ id }) => id === asked);
  return exact.length > 0 ? exact : devices.filter(({ name, id }) => name === asked || id.endsWith(`/${asked}`));
}

/** The devices of a file; where netk fails at one of them, those of its plan that can still be made. */
function devicesOf({ network, plan }: Model, io: Io): readonly Device[] {
  try {
    return [...network.devices.values()].filter(isPublic);
  } catch (error) {
    io.err(`netk: not every device can be shown: ${bugIn(error)}\n`);
    logFailure(error, io);
  }
  return [...plan.nodes, ...plan.pods, ...plan.hosts].flatMap(({ id }) => {
    try {
      return network.devices.get(id) ?? [];
    } catch {
      return []; // told above
    }
  });
}

interface Printed {
  readonly lines: readonly string[];
  /** Whether the device has one of the views. */
  readonly known: boolean;
  readonly failed: boolean;
}

/** The chosen views of a device. One at which netk fails says so in its place. */
function printed(model: Model, device: Device, chosen: readonly View[], io: Io): Printed {
  const out: string[] = showGaps(device).map(({ text }) => text);
  let failed = false;
  let known = false;
  const linesOf = (view: View): readonly string[] | undefined => {
    try {
      return view.lines(model.plan, device)?.map(({ text }) => text);
    } catch (error) {
      failed = true;
      io.err(`netk: ${view.name} of ${device.name}: ${bugIn(error)}\n`);
      logFailure(error, io);
      return ['# not known: netk failed here'];
    }
  };
  for (const view of chosen) {
    const lines = linesOf(view);
    if (!lines) continue;
    known = true;
    if (chosen.length > 1) out.push(`${out.length > 0 ? '\n' : ''}# ${view.command}`);
    out.push(...lines);
  }
  return { lines: out, known, failed };
}

/** `netk show`: the state of one device, as the real tools print it; all views when none is named. */
export async function show(path: string, asked: string, viewName: string | undefined, io: Io): Promise<ExitCode> {
  const chosen = viewName === undefined ? views : views.filter(({ name }) => name === viewName);
  if (chosen.length === 0) throw new UsageError(`no view is called ${viewName}; there are ${viewNames.join(', ')}`);
  const files = await readChecked([path], io);
  const candidates = files.flatMap((file) => {
    const { model } = file.project;
    return found(devicesOf(model, io), asked).map((device) => ({ model, device }));
  });
  const ids = [...new Set(candidates.map(({ device }) => device.id))];
  const [first] = candidates;
  if (!first) {
    const names = files.flatMap(({ project }) => devicesOf(project.model, io));
    const there = [...new Set(names.map(({ name }) => name))].sort(naturalOrder);
    const more = there.length > mostListed ? `, and ${there.length - mostListed} more` : '';
    const list = there.length > 0 ? `; there are ${there.slice(0, mostListed).join(', ')}${more}` : '';
    throw new UsageError(visible(`no device is called ${asked} in ${path}${list}`));
  }
  if (ids.length > 1) throw new UsageError(`${asked} could be ${ids.join(', ')}: give one of these`);
  const { lines, known, failed } = printed(first.model, first.device, chosen, io);
  if (viewName !== undefined && !known) {
    io.err(`netk: ${first.device.name} is a ${first.device.kind}: it has no ${viewName} that netk knows\n`);
    return exitCodes.wrong;
  }
  if (lines.length > 0) io.out(`${lines.join('\n')}\n`);
  return failed ? exitCodes.wrong : exitCodes.fine;
}
