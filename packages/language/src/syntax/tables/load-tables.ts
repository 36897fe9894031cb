import type { TokenType } from 'chevrotain';
import type { AnalysedParser, Decide } from './analysed-parser.ts';
import { firstAlternative, nothing, type ParserTables, unknown } from './parser-tables.ts';

/** The bits of Chevrotain's key that say what kind of decision it is, and the kind whose answer is a number. */
const kindBits = 8;
const alternation = 1;

/** Where each token type of a state leads, by Chevrotain's number of the type. */
type State = Int16Array;

/** The states of the tables, each made when somebody first decides by it. */
class States {
  private readonly made: State[] = [];
  private readonly tables: ParserTables;
  private readonly numbers: readonly number[];
  private readonly length: number;

  constructor(tables: ParserTables, types: readonly TokenType[]) {
    this.tables = tables;
    this.numbers = types.map(({ tokenTypeIdx }) => tokenTypeIdx ?? 0);
    this.length = Math.max(...this.numbers) + 1;
  }

  of(row: number): State {
    const known = this.made[row];
    if (known) return known;
    const [most = nothing, ...others] = this.tables.rows[row] ?? [];
    const state = new Int16Array(this.length).fill(most);
    for (let at = 0; at < others.length; at += 2) {
      for (const token of this.tables.sets[others[at + 1]!]!) state[this.numbers[token]!] = others[at]!;
    }
    this.made[row] = state;
    return state;
  }
}

/** Decides as the tables say, and as Chevrotain does where they do not. */
function decider(states: States, rows: readonly number[], isAlternation: boolean, whole: () => Decide): Decide {
  let first: State | undefined;
  return function (alternatives) {
    first ??= states.of(rows[0]!);
    let target = first[this.LA_FAST(1).tokenTypeIdx]!;
    for (let distance = 2; target >= 0; distance += 1) {
      target = states.of(rows[target]!)[this.LA(distance).tokenTypeIdx]!;
    }
    if (target === unknown) return whole().call(this, alternatives);
    if (isAlternation) return target === nothing ? undefined : firstAlternative - target;
    return target === firstAlternative;
  };
}

/** Makes an object of many members as fast as one of few, as Chevrotain does: V8 takes that care of prototypes. */
function makeFast(object: object): void {
  const heir: { readonly member?: unknown } = Object.create(object);
  // It is done when a member is looked up through the heir.
  void heir.member;
  void heir.member;
}

/**
 * Gives a parser what an analysis of the grammar found when the tables were generated, instead of an analysis: for a parse
 * without errors that is everything. What an error asks for is taken from a parser that Chevrotain analyses then.
 *
 * @param whole a parser of the same rules and token types that was analysed
 * @returns false where the tables are of other token types: nothing was done
 */
export function loadTables(parser: AnalysedParser, tables: ParserTables, whole: () => AnalysedParser): boolean {
  const types = Object.values(parser.tokensMap);
  if (types.length !== tables.tokens.length || types.some(({ name }, at) => name !== tables.tokens[at])) return false;
  let analysed: AnalysedParser | undefined;
  const analysis = (): AnalysedParser => {
    analysed ??= whole();
    return analysed;
  };
  const states = new States(tables, types);
  for (const [name, short] of Object.entries(parser.fullRuleNameToShort)) {
    const decisions: Decide[] = [];
    for (const [text, rows] of Object.entries(tables.decisions[name] ?? {})) {
      const key = Number(text);
      const ask = (): Decide => analysis().lookAheadFuncsCache[short]![key]!;
      decisions[key] = decider(states, rows, key >> kindBits === alternation, ask);
    }
    parser.lookAheadFuncsCache[short] = decisions;
    const after: AnalysedParser['firstAfterRepMap'][number] = [];
    for (const [key, [token, occurrence, isEndOfRule]] of Object.entries(tables.repetitions[name] ?? {})) {
      after[Number(key)] = { token: types[token], occurrence: token < 0 ? undefined : occurrence, isEndOfRule };
    }
    parser.firstAfterRepMap[short] = after;
  }
  parser.getGAstProductions = () => analysis().getGAstProductions();
  parser.getFollowSetFromFollowKey = (key) => analysis().getFollowSetFromFollowKey(key);
  parser.selfAnalysisDone = true;
  makeFast(parser);
  return true;
}
