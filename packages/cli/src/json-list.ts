/**
 * The text of `{ schema, [key]: items }`, as JSON.stringify indents it, in pieces: the items are asked for one by one, so
 * that they need not be in memory together.
 */
export function* jsonList(schema: string, key: string, items: Iterable<unknown>): Generator<string> {
  yield `{\n  "schema": ${JSON.stringify(schema)},\n  ${JSON.stringify(key)}: [`;
  let empty = true;
  for (const item of items) {
    const text = JSON.stringify(item, null, 2).replaceAll('\n', '\n    ');
    yield `${empty ? '' : ','}\n    ${text}`;
    empty = false;
  }
  yield empty ? ']\n}\n' : '\n  ]\n}\n';
}
