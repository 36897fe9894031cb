import { type Connection, ResponseError } from 'vscode-languageserver';

type Handler = (...args: unknown[]) => unknown;

/** A refusal that another copy of the protocol's library made: to this one it looks like an answer. */
const isForeign = (answer: unknown): answer is ResponseError<unknown> =>
  answer instanceof Error && !(answer instanceof ResponseError) && typeof Reflect.get(answer, 'code') === 'number';

function own(answer: unknown): unknown {
  return isForeign(answer) ? new ResponseError(answer.code, answer.message, answer.data) : answer;
}

/** Lets a handler answer with errors that this connection knows, returned or thrown. */
const tolerant =
  (handler: Handler): Handler =>
  async (...args) => {
    try {
      return own(await handler(...args));
    } catch (error) {
      throw own(error);
    }
  };

const registers = (name: string | symbol): boolean =>
  typeof name === 'string' && /^on(?!Notification|Did|Will|Initialized|Exit|Progress|Unhandled)/.test(name);

/** Requests are registered with `on…` of the connection, or of a part of its `languages`. */
const wrapped = <T extends object>(target: T, isPart: (name: string | symbol) => boolean): T =>
  new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member === 'object' && member && isPart(name)) return wrapped(member, () => true);
      if (typeof member !== 'function') return member;
      if (!registers(name)) return member.bind(target);
      return (...args: unknown[]) =>
        member.apply(
          target,
          args.map((arg) => (typeof arg === 'function' ? tolerant(arg as Handler) : arg)),
        );
    },
  });

/**
 * A connection that takes errors of any copy of the protocol's library. Langium makes its refusals (cancelled, changed
 * meanwhile) with the copy that it depends on, which need not be the server's.
 */
export const withOwnErrors = (connection: Connection): Connection =>
  wrapped(connection, (name) => name === 'languages');
