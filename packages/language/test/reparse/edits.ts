import fc from 'fast-check';

/** One change of a text, as a part of its length, so that it fits any text. */
export interface Typed {
  readonly at: number;
  readonly removed: number;
  readonly added: string;
  /** What must stand at the place: the first one behind it is meant. */
  readonly from?: RegExp;
}

const letters = fc.constantFrom(...'abx019.-/:={}();,"\\ \t\n\r#é\u{1f600}');
const pieces = fc.constantFrom(
  '/*',
  '*/',
  '//',
  '->',
  '/** x */',
  ' { ',
  ' }',
  '\n\n',
  '\r\n',
  '; ',
  ', ',
  'pod p 10.0.0.9',
  'labels app=x',
  '  port http 80\n',
  ' in ',
  'self',
  '"',
  '\\"',
  '10.0.0.0/8',
  'node',
  'walk',
  'expect delivered',
  ':80',
);

const at = fc.double({ min: 0, max: 1, noNaN: true });

/** What somebody types, takes away or pastes. */
const anything: fc.Arbitrary<Typed> = fc.record({
  at,
  removed: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(3) }, fc.nat(60)),
  added: fc.oneof({ weight: 6, arbitrary: letters }, { weight: 2, arbitrary: pieces }, fc.constant('')),
});

/** A character of a word for another one: often no mistake. */
const inWord: fc.Arbitrary<Typed> = fc.record({
  at,
  removed: fc.constantFrom(0, 1),
  added: fc.constantFrom('1', '2', 'a', 'b1', ''),
  from: fc.constantFrom(/\w/, /\d/, /[a-z]/),
});

/** Something that may stand at the end of any line. */
const atLineEnd: fc.Arbitrary<Typed> = fc.record({
  at,
  removed: fc.constant(0),
  added: fc.constantFrom(' ', ' // why', '\n', '\n\n', ';', ' /* what */', '\n// why', '\r\n', '\n/** what */'),
  from: fc.constant(/$/m),
});

/** Something inside of a comment, if one is there. */
const inComment: fc.Arbitrary<Typed> = fc.record({
  at,
  removed: fc.constantFrom(0, 1),
  added: fc.constantFrom('x', ' ', '\n', ' and\n more ', '*', '/'),
  from: fc.constantFrom(/(?<=\/\/.*)\w/, /(?<=\/\*[^*]*)\w/),
});

export const typed: fc.Arbitrary<Typed> = fc.oneof(anything, { weight: 3, arbitrary: inWord }, atLineEnd, inComment);

/** The text after a change. */
export function applied(text: string, { at: part, removed, added, from = /^|./s }: Typed): string {
  const rough = Math.round(part * text.length);
  const offset = rough + Math.max(0, text.slice(rough).search(from));
  return text.slice(0, offset) + added + text.slice(offset + removed);
}
