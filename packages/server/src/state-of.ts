import {
  type Device,
  isLinux,
  type Line,
  linesWith,
  type Model,
  type Network,
  showGaps,
  type View,
  views,
} from '@netk/engine';
import type { FileModels } from '@netk/language';
import type { NodeState, StateDevice, StateDevices, StateMark, StatePlace } from '@netk/protocol';
import { interruptAndCheck, isOperationCancelled, type LangiumDocument, UriUtils } from 'langium';
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { errorOf } from './picture-of.ts';

type Wanted = StatePlace & { readonly mark?: StateMark };

const nameOf = (document: LangiumDocument): string => UriUtils.basename(document.uri);

/** The state of one device as the real tool prints it, or why there is none. Rejects as cancelled when nobody waits any more. */
export async function stateOf(
  document: LangiumDocument,
  models: FileModels,
  wanted: Wanted,
  token: CancellationToken,
): Promise<NodeState> {
  const { version } = document.textDocument;
  const uri = document.uri.toString();
  const error = errorOf(document, models);
  try {
    await interruptAndCheck(token);
    const { model } = models.of(document);
    const network = networkOf(model, wanted.walk);
    await interruptAndCheck(token); // a network of thousands of pods takes its time
    const file = nameOf(document);
    const state = network
      ? printed(model, network, wanted, file)
      : { kind: 'gone' as const, message: `${file} has no walk ${wanted.walk} any more` };
    return { version, ...state, ...(error ? { error } : {}) };
  } catch (failure) {
    if (isOperationCancelled(failure)) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    const start = { line: 0, character: 0 };
    const message = failure instanceof Error ? failure.message : String(failure);
    return { kind: 'broken', version, error: { kind: 'syntax', message, range: { uri, start, end: start } } };
  }
}

/** The network of the file, or the one that a walk's `given` lines make; undefined for a walk that the file does not have. */
function networkOf(model: Model, walk: string | undefined): Network | undefined {
  if (walk === undefined) return model.network;
  const found = model.topology.walks.find(({ id }) => id === walk);
  return found && model.networkOf(found.id);
}

type Without<T> = T extends unknown ? Omit<T, 'version'> : never;

function printed(
  model: Model,
  network: Network,
  { node, view, mark }: Wanted,
  file: string,
): Without<Exclude<NodeState, { kind: 'broken' }>> {
  const device = network.devices.get(node);
  if (!device) return { kind: 'gone', message: `${file} has no machine ${node} any more` };
  const chosen = views.find(({ name }) => name === view);
  const print = chosen && printOf(model, device, chosen);
  if (!print) {
    return { kind: 'gone', message: `${device.name} is a ${device.kind}: it has no ${view} that netk knows` };
  }
  const { lines, text } = print;
  const [line] = mark ? linesWith(lines, { view, ...mark }) : [];
  return { kind: 'state', name: device.name, command: chosen.command, text, ...(line === undefined ? {} : { line }) };
}

interface Print {
  readonly lines: readonly Line[];
  readonly text: string;
}

/** What was printed of a device, which lives as long as nothing of the topology changes: 2,000 Services are 160,000 lines. */
const prints = new WeakMap<Device, Map<View, Print>>();

function printOf(model: Model, device: Device, view: View): Print | undefined {
  const known = prints.get(device)?.get(view);
  if (known) return known;
  const shown = view.lines(model.plan, device);
  if (!shown) return undefined;
  const lines = [...showGaps(device), ...shown];
  const print = { lines, text: lines.map((each) => `${each.text}\n`).join('') };
  prints.set(device, (prints.get(device) ?? new Map<View, Print>()).set(view, print));
  return print;
}

const order: readonly string[] = ['node', 'host', 'client', 'server', 'home-router', 'pod'];

/** The Linux machines of a file, nodes first, and the views that each has. */
export function stateDevices(document: LangiumDocument, models: FileModels): StateDevices {
  const { model } = models.of(document);
  const groups = new Map<string, string | undefined>(model.plan.nodes.map(({ id, group }) => [id, group]));
  const devices = [...model.network.devices.values()].filter(isLinux).map(({ id, name, kind }): StateDevice => {
    const group = groups.get(id);
    return { id, name, kind, ...(group === undefined ? {} : { group }) };
  });
  return {
    devices: devices.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
    views: views.map(({ name, command }) => ({ name, command })),
  };
}
