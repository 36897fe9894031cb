import { type Device, type Model, showGaps, type View, views } from '@netk/engine';
import { visible } from '@netk/language';
import { type ExitCode, exitCodes, UsageError } from './exit-codes.ts';
import type { Io } from './io.ts';
import { readChecked } from './project.ts';

/** Names of devices that a message lists. */
const mostListed = 40;

const naturalOrder = new Intl.Collator('en', { numeric: true }).compare;

/** The names that `netk show` takes for a view. */
export const viewNames: readonly string[] = views.map(({ name }) => name);

const isPublic = ({ id }: Device): boolean => !id.startsWith('#');

/** Devices by what the user typed: an id (`talk/nA`), else a name. */
function found(model: Model, asked: string): readonly Device[] {
  const all = [...model.network.devices.values()].filter(isPublic);
  const exact = all.filter(({ id }) => id === asked);
  return exact.length > 0 ? exact : all.filter(({ name, id }) => name === asked || id.endsWith(`/${asked}`));
}

function printed(model: Model, device: Device, chosen: readonly View[]): string[] {
  const out: string[] = showGaps(device).map(({ text }) => text);
  for (const view of chosen) {
    const lines = view.lines(model, device);
    if (!lines) continue;
    if (chosen.length > 1) out.push(`${out.length > 0 ? '\n' : ''}# ${view.command}`);
    out.push(...lines.map(({ text }) => text));
  }
  return out;
}

/** `netk show`: the state of one device, as the real tools print it; all views when none is named. */
export async function show(path: string, asked: string, viewName: string | undefined, io: Io): Promise<ExitCode> {
  const chosen = viewName === undefined ? views : views.filter(({ name }) => name === viewName);
  if (chosen.length === 0)
    throw new UsageError(
      `no view is called ${viewName}; there are ${viewNames.join(', ')} (nft and ipvs are not modelled yet)`,
    );
  const files = await readChecked([path], io);
  const candidates = files.flatMap((file) => {
    const { model } = file.project;
    return found(model, asked).map((device) => ({ model, device }));
  });
  const ids = [...new Set(candidates.map(({ device }) => device.id))];
  const [first] = candidates;
  if (!first) {
    const names = files.flatMap(({ project }) => [...project.model.network.devices.values()].filter(isPublic));
    const there = [...new Set(names.map(({ name }) => name))].sort(naturalOrder);
    const more = there.length > mostListed ? `, and ${there.length - mostListed} more` : '';
    const list = there.length > 0 ? `; there are ${there.slice(0, mostListed).join(', ')}${more}` : '';
    throw new UsageError(visible(`no device is called ${asked} in ${path}${list}`));
  }
  if (ids.length > 1) throw new UsageError(`${asked} could be ${ids.join(', ')}: give one of these`);
  const lines = printed(first.model, first.device, chosen);
  if (viewName !== undefined && chosen[0]?.lines(first.model, first.device) === undefined) {
    io.err(`netk: ${first.device.name} is a ${first.device.kind}: it has no ${viewName} that netk knows\n`);
    return exitCodes.wrong;
  }
  if (lines.length > 0) io.out(`${lines.join('\n')}\n`);
  return exitCodes.fine;
}
