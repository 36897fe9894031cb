import type { Outline } from '../../src/index.ts';

/** An outline as plain data: its devices are those of the network, and a trace has only their names. */
export const plain = ({ verdict, routes, reasons }: Outline) => ({
  verdict,
  ...(reasons ? { reasons } : {}),
  routes: routes.map(({ forward, reply, ...rest }) => ({
    ...rest,
    ...Object.fromEntries(
      Object.entries({ forward, reply }).map(([way, passed]) => [
        way,
        passed.map(({ device: { id, name, kind, source }, entered, towards, left, policies = [] }) => ({
          device: { id, name, kind, ...(source === undefined ? {} : { source }) },
          entered,
          left,
          policies,
          // where it went out, it was to go out
          towards: left ?? (towards === entered ? undefined : towards),
        })),
      ]),
    ),
  })),
});
