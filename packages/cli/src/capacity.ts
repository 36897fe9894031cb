import { type Capacity, capacityOf, type NodeCapacity } from '@netk/engine';
import type { Format } from './check.ts';
import { diagnosticLine } from './diagnostic-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { readChecked } from './project.ts';

/** `netk capacity`: addresses and pods, per subnet and node. */
export async function capacity(paths: readonly string[], format: Format, io: Io): Promise<ExitCode> {
  const files = await readChecked(paths, io);
  const all = files.map(({ input, project }) => ({
    file: input.file,
    capacity: capacityOf(project.model.plan),
  }));
  if (format === 'json') {
    const nodes = all.flatMap(({ file, capacity: { nodes: list } }) =>
      list.map(({ id: _, cluster: __, group: ___, ...node }) => ({ file, ...node })),
    );
    const subnets = all.flatMap(({ file, capacity: { subnets: list } }) =>
      list.map(({ id: _, ...subnet }) => ({ file, ...subnet })),
    );
    io.out(`${JSON.stringify({ schema: 'netk.capacity/1', nodes, subnets }, null, 2)}\n`);
  } else {
    for (const { file, capacity: of } of all) io.out(`${all.length > 1 ? `${file}\n` : ''}${textOf(of)}`);
  }
  const errors = files.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'));
  if (format === 'text') for (const error of errors) io.err(`${diagnosticLine(error, false)}\n`);
  return errors.length > 0 ? exitCodes.wrong : exitCodes.fine;
}

/** Pods with an own address, of those that could have one. */
function addressesOf({ pods, hostNetworkPods, podsWithoutAddress, podAddresses }: NodeCapacity): string {
  const having = pods - hostNetworkPods - podsWithoutAddress;
  return `${having}${podAddresses === undefined ? '' : ` of ${podAddresses}`}${podsWithoutAddress > 0 ? `, ${podsWithoutAddress} without` : ''}`;
}

function textOf({ nodes, subnets }: Capacity): string {
  const unknown = '?';
  const rows = (head: readonly string[], body: readonly (readonly (string | number)[])[]): string => {
    if (body.length === 0) return '';
    const table = [head, ...body.map((row) => row.map(String))];
    const widths = head.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
    return `${table
      .map((row) =>
        row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd(),
      )
      .join('\n')}\n`;
  };
  const parts = [
    rows(
      ['NODE', 'TYPE', 'MODE', 'PODS', 'MAX', 'ENIS', 'OF', 'PREFIXES', 'WITH ADDRESS', 'DECIDED BY'],
      nodes.map((node) => [
        ...[node.name, node.type ?? unknown, node.mode, node.pods, node.maxPods ?? unknown],
        ...[node.enisUsed, node.enis ?? unknown, node.prefixes ?? '-', addressesOf(node), node.maxPodsWhy ?? ''],
      ]),
    ),
    rows(
      ['SUBNET', 'CIDR', 'USED', 'FREE', 'USABLE', 'FREE /28', 'WITH WARM POOLS', 'EXHAUSTED AT NODE'],
      subnets.map((subnet) => [
        ...[subnet.name, subnet.cidr ?? unknown, subnet.used, subnet.free, subnet.usable],
        ...[subnet.freePrefixes, subnet.demand, subnet.exhaustedAtNode ?? '-'],
      ]),
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n')}`;
}
