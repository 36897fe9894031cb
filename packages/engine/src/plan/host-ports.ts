import type { PodTemplate } from '../topology/cluster.ts';
import type { Listen } from './plan.ts';

/** The ports of the node that a `hostPort` line of the pod names, whichever of the pod's ports they lead to. */
export const writtenHostPorts = ({ settings }: Pick<PodTemplate, 'settings'>): readonly number[] =>
  settings
    .flatMap(({ key, values }) => (key === 'hostPort' ? values : []))
    .map(Number)
    .filter(Number.isInteger);

/** Which of a pod's ports a number of such a line belongs to: the one with that number, or the only one. */
function portOf(listens: readonly Listen[], number: number): Listen | undefined {
  const same = listens.filter(({ port }) => port === number);
  const of = same.length > 0 ? same : listens;
  return of.length === 1 ? of[0] : undefined;
}

/** The numbers of such lines that do not say which port of the pod they mean. */
export const unclearHostPorts = (
  template: Pick<PodTemplate, 'settings'>,
  listens: readonly Listen[],
): readonly number[] => writtenHostPorts(template).filter((number) => !portOf(listens, number));

/** The ports with those of the node that lead to them. What stands at the port itself counts first. */
export function withHostPorts(template: Pick<PodTemplate, 'settings'>, listens: readonly Listen[]): readonly Listen[] {
  const numbers = writtenHostPorts(template);
  if (numbers.length === 0) return listens;
  const led = new Map(numbers.flatMap((number) => [[portOf(listens, number)?.id, number] as const]));
  return listens.map((listen) => {
    const hostPort = listen.hostPort ?? led.get(listen.id);
    return hostPort === undefined ? listen : { ...listen, hostPort };
  });
}

/** A port of a node that a pod asks for; without an address: on all of them. */
export interface HostPort {
  readonly protocol: string;
  readonly port: number;
  readonly address?: string;
  /** The line that asks. */
  readonly by: Listen;
}

/** What a pod asks of its node: the host ports of its containers, and in the node's own network every port. */
export const hostPortsOf = (listens: readonly Listen[], hostNetwork: boolean): readonly HostPort[] =>
  listens.flatMap((by): HostPort[] => {
    const port = hostNetwork ? by.port : by.hostPort;
    if (port === undefined) return [];
    const wide = by.hostIp === undefined || by.hostIp === '0.0.0.0' || by.hostIp === '::';
    return [{ protocol: by.protocol, port, by, ...(wide ? {} : { address: by.hostIp! }) }];
  });

/** Whether only one of two can be had: an address takes nothing from another one (kubernetes, HostPortInfo.CheckConflict). */
export const clash = (a: HostPort, b: HostPort): boolean =>
  a.protocol === b.protocol &&
  a.port === b.port &&
  (a.address === undefined || b.address === undefined || a.address === b.address);
