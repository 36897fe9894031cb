import { type StateDevice, type StatePlace, stateDevicesRequest } from '@netk/protocol';
import * as vscode from 'vscode';
import { type Asker, ask } from './ask.ts';
import { type Picker, withPicker } from './picker.ts';

/** Whether a device is the one that was asked for, or a node of the group. */
const isOf = ({ id, group }: StateDevice, asked: string): boolean => id === asked || group === asked;

/**
 * Asks the user for a machine of a file, then for a view of it. With `asked`, the id of a machine or of a node group,
 * only what is still open is asked. Undefined: the user gave up.
 */
export async function pickState(
  client: Asker,
  uri: string,
  asked: string | undefined,
  asView: string | undefined,
): Promise<StatePlace | undefined> {
  const { devices, views } = await ask(client, stateDevicesRequest, { uri });
  const possible = asked === undefined ? devices : devices.filter((device) => isOf(device, asked));
  if (possible.length === 0) {
    const none =
      asked === undefined
        ? vscode.l10n.t('The file has no machine.')
        : vscode.l10n.t('The file has no machine {0}.', asked);
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  const only = possible.length === 1 && asked !== undefined ? possible[0] : undefined;
  const known = views.find(({ name }) => name === asView)?.name;
  return withPicker(async (picker) => {
    const device = only ?? (await pickDevice(picker, possible));
    const view = known ?? (device && (await pickView(picker, device, views)));
    return device && view !== undefined ? { uri, node: device.id, view } : undefined;
  });
}

async function pickDevice(picker: Picker, devices: readonly StateDevice[]): Promise<StateDevice | undefined> {
  const items = devices.map((device) => ({ label: device.name, description: device.kind, detail: device.id, device }));
  const [title, placeholder] = [vscode.l10n.t('Show Tables'), vscode.l10n.t('Of which machine?')];
  return (await picker.ask({ title, placeholder, items }))?.device;
}

async function pickView(
  picker: Picker,
  { name }: StateDevice,
  views: readonly { readonly name: string; readonly command: string }[],
): Promise<string | undefined> {
  const items = views.map((view) => ({ label: view.name, description: view.command }));
  const [title, placeholder] = [vscode.l10n.t('Tables of {0}', name), vscode.l10n.t('Which ones?')];
  return (await picker.ask({ title, placeholder, items }))?.label;
}
