import type { Branch, Hop, Step, Trace } from '../../src/trace/trace.ts';

/** What a renaming of elements may not change: no names, and nothing that is hashed from them. */
export function withoutNames({ verdict, routes, reasons }: Trace) {
  const header = (
    { src, dst, sport, dport, protocol, ttl, flags, ctstate }: NonNullable<Step['after']>,
    random: Set<number>,
  ) => [
    ...[src, dst, protocol, ttl, flags, ctstate],
    ...[sport, dport].map((port) => (port !== undefined && random.has(port) ? 'random' : port)),
  ];
  const way = (hops: readonly Hop[], random: Set<number>) =>
    hops.map(({ kind, steps }) => [
      kind,
      ...steps.map((step) => [
        step.kind,
        step.stage.replace(/^route table .*/, 'route table'),
        step.cause,
        step.after && header(step.after, random),
      ]),
    ]);
  const branch = (each: Branch) => {
    const all = [...each.forward, ...each.reply].flatMap(({ steps }) => steps);
    const random = new Set(
      all.flatMap(({ random: is, after }) => (is && after?.sport !== undefined ? [after.sport] : [])),
    );
    const { probability, cause, client, died, choices } = each;
    return {
      ...{ probability, verdict: each.verdict, cause, client, died },
      choices: choices.map(({ kind, probability: share }) => [kind, share]),
      forward: way(each.forward, random),
      reply: way(each.reply, random),
    };
  };
  return { verdict, reasons: reasons?.length, routes: routes.map(branch) };
}
