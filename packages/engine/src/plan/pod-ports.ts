import type { PodTemplate } from '../topology/cluster.ts';
import { settingOf } from '../topology/setting.ts';
import { answersOf } from './answers.ts';
import { type HostPort, hostPortsOf, withHostPorts, writtenHostPorts } from './host-ports.ts';
import type { Listen } from './plan.ts';
import { listenOf } from './plan-hosts.ts';

/** The ports of its node that a pod on a network of its own asks for. */
export function wantedHostPorts(template: PodTemplate): readonly HostPort[] {
  const asks = ({ ports }: Pick<PodTemplate, 'ports'>): boolean => ports.some(({ hostPort }) => hostPort !== undefined);
  const any = asks(template) || template.containers.some(asks) || writtenHostPorts(template).length > 0;
  if (!any || settingOf(template.settings, 'hostNetwork')?.values[0] === 'true') return [];
  return hostPortsOf(withHostPorts(template, listensOf(template)), false);
}

/** What listens in a pod: on its own ports, and on those of its containers. */
export function listensOf({ ports, containers, settings }: PodTemplate): Listen[] {
  const answers = answersOf(settings);
  const own = ports.map((port) => listenOf(port, answers));
  if (containers.length === 0) return own;
  return [
    ...own,
    ...containers.flatMap((container) => {
      const said = [...answersOf(container.settings), ...answers];
      return container.ports.map((port) => listenOf(port, said, container.name));
    }),
  ];
}
