import type { Branch, Leg } from '@netk/engine';

export const lookupsIn = ({ legs = [] }: Branch): readonly Leg[] => legs.filter(({ kind }) => kind === 'lookup');

/** Who got a question: the device where a socket took it; undefined: nobody did, or somebody who stands nowhere. */
export function serverOf({ forward, fromCache }: Leg): string | undefined {
  const last = forward.at(-1);
  return !fromCache && last?.steps.some(({ kind }) => kind === 'deliver') ? last.id : undefined;
}

/** The address that was asked, before anybody translated it. */
export const dialledBy = ({ forward }: Leg): string | undefined => forward[0]?.steps[0]?.after?.dst;

/** The address and port at which a question arrived. */
export const arrivedAt = ({ forward }: Leg): string | undefined =>
  forward
    .at(-1)
    ?.steps.flatMap(({ after }) => after?.dst ?? [])
    .at(-1);
