import type { Port } from '../../topology/vpc.ts';
import type { Check } from '../check.ts';
import type { Finding } from '../finding.ts';

/** NK002: ports and node ports are in their ranges. NK003: no node port, and no port of a Service, is used twice. */
export const servicePorts: Check = {
  codes: ['NK002', 'NK003'],
  doc: 'A port or nodePort is out of range or used twice.',
  *run({ plan }) {
    for (const cluster of plan.topology.clusters) {
      const nodePorts = new Map<string, { readonly port: Port; readonly name: string }>();
      for (const service of cluster.services) {
        const own = new Map<string, Port>();
        for (const port of service.ports) {
          yield* inRange(port);
          const key = `${port.protocol}/${port.port}`;
          const twin = own.get(key);
          if (twin) yield duplicate(port, `port ${key} of service ${service.name} stands twice`, twin, `port ${key}`);
          else own.set(key, port);
          if (port.nodePort === undefined) continue;
          const taken = nodePorts.get(`${port.protocol}/${port.nodePort}`);
          if (taken)
            yield duplicate(
              port,
              `nodePort ${port.nodePort} of service ${service.name} is used by service ${taken.name}`,
              taken.port,
              `service ${taken.name}`,
            );
          else nodePorts.set(`${port.protocol}/${port.nodePort}`, { port, name: service.name });
        }
      }
      for (const pods of [cluster.pods, cluster.workloads])
        for (const { ports, containers } of pods) {
          for (const port of ports) if (isOut(port)) yield* inRange(port);
          for (const container of containers) for (const port of container.ports) if (isOut(port)) yield* inRange(port);
        }
    }
    for (const vpc of plan.topology.vpcs)
      for (const host of vpc.hosts) for (const port of host.ports) yield* inRange(port);
  },
};

const wrong = (number: number | string | undefined): boolean =>
  typeof number === 'number' && (number < 1 || number > 65535);

const wrongNode = (number: number | undefined): boolean => number !== undefined && (number < 30000 || number > 32767);

/** Whether a port is worth a generator: of ten thousand pods none is. */
const isOut = ({ port, target, nodePort }: Port): boolean => wrong(port) || wrong(target) || wrongNode(nodePort);

function* inRange(port: Port): Generator<Finding> {
  for (const number of [port.port, port.target])
    if (wrong(number))
      yield {
        code: 'NK002',
        severity: 'error',
        about: port.id,
        message: `port ${number} is not in 1-65535`,
        related: [],
      };
  if (wrongNode(port.nodePort))
    yield {
      code: 'NK002',
      severity: 'error',
      about: port.id,
      message: `nodePort ${port.nodePort} is not in 30000-32767`,
      related: [],
    };
}

const duplicate = (port: Port, message: string, other: Port, otherName: string): Finding => ({
  code: 'NK003',
  severity: 'error',
  about: port.id,
  message,
  related: [{ about: other.id, message: otherName }],
});
