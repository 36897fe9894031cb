import type { PlannedService } from '../plan/plan.ts';

/** What is wrong with a port that somebody asks a Service for; undefined where the Service has it, or none is asked. */
export function wrongPort(
  { name, ports }: Pick<PlannedService, 'name' | 'ports'>,
  port: number | string | undefined,
): string | undefined {
  if (port === undefined || ports.some((each) => each.port === port || each.name === port)) return undefined;
  if (ports.some((each) => each.nodePort === port))
    return `${port} is a node port of service ${name}: ask a node for it`;
  const own = ports.map((each) => (each.name === undefined ? `${each.port}` : `${each.port} (${each.name})`));
  return `service ${name} has no port ${port}: it has ${own.length === 0 ? 'none' : own.join(', ')}`;
}
