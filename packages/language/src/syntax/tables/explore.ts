import { EOF, type IToken, type TokenType } from 'chevrotain';
import type { AnalysedParser, LookAhead, Production } from './analysed-parser.ts';
import { firstAlternative, nothing, type ParserTables, unknown } from './parser-tables.ts';

/** States of one decision, and tokens that it looks ahead. What lies behind is left to Chevrotain. */
const mostStates = 40;
const mostTokens = 6;

/** The kinds of repetition, by the bits of Chevrotain's key. */
const repetitionKinds = {
  Repetition: 3,
  RepetitionMandatory: 4,
  RepetitionWithSeparator: 5,
  RepetitionMandatoryWithSeparator: 6,
};

/** A parser that sees these tokens, and then only ends of the file; it tells whether somebody saw one of those. */
class Seeing implements LookAhead {
  beyond = false;
  private readonly types: readonly TokenType[];

  constructor(types: readonly TokenType[]) {
    this.types = types;
  }

  LA(distance: number): IToken {
    const tokenType = this.types[distance - 1] ?? EOF;
    if (distance > this.types.length) this.beyond = true;
    return { tokenType, tokenTypeIdx: tokenType.tokenTypeIdx!, image: '', startOffset: 0 };
  }

  LA_FAST(distance: number): IToken {
    return this.LA(distance);
  }
}

/** Numbers for values, in the order in which they come. */
class Numbered<T> {
  readonly values: T[] = [];
  readonly #at = new Map<string, number>();

  of(value: T): number {
    const key = JSON.stringify(value);
    const known = this.#at.get(key);
    if (known !== undefined) return known;
    this.values.push(value);
    this.#at.set(key, this.values.length - 1);
    return this.values.length - 1;
  }
}

/** A walker of Chevrotain's that finds what follows a repetition. */
export type Walker = new (
  rule: Production,
  occurrence: number,
) => { startWalking(): { token?: TokenType; occurrence?: number; isEndOfRule: boolean } };

type Walkers = Readonly<Record<keyof typeof repetitionKinds, Walker>>;

/** The repetitions of a rule, each by its key. */
function repetitionsOf(rule: Production): { readonly kind: keyof Walkers; readonly idx: number }[] {
  return (rule.definition ?? []).flatMap((part) => {
    // A call of a rule has that rule's parts, which are its own.
    if (part.constructor.name === 'NonTerminal') return [];
    const kind = part.constructor.name as keyof Walkers;
    const below = repetitionsOf(part);
    return kind in repetitionKinds ? [{ kind, idx: part.idx ?? 0 }, ...below] : below;
  });
}

/** The words of Chevrotain's automata for the kinds of decisions, by the bits of its key. */
const decisionKinds = [
  '',
  'Alternation',
  'Option',
  'Repetition',
  'RepetitionMandatory',
  'RepetitionWithSeparator',
  'RepetitionMandatoryWithSeparator',
];

interface AutomatonState {
  readonly isAcceptState: boolean;
  readonly edges: Readonly<Record<number, AutomatonState>>;
}

/** What of the strategy of chevrotain-allstar is looked at. */
interface Strategy {
  readonly atn: { readonly decisionMap: Readonly<Record<string, { readonly decision: number }>> };
  readonly dfas: readonly ((predicates: string) => { readonly start?: AutomatonState })[];
}

/** The states that a decision has gone through. */
function automatonOf(
  parser: AnalysedParser,
  rule: string,
  key: number,
): { after(path: readonly TokenType[]): AutomatonState } {
  const { atn, dfas } = parser.lookaheadStrategy as Strategy;
  const { decision } = atn.decisionMap[`${rule}_${decisionKinds[key >> 8]}_${key & 255}`]!;
  return {
    after(path) {
      const { start } = dfas[decision]!('');
      const state = path.reduce((at, { tokenTypeIdx }) => at?.edges[tokenTypeIdx!], start);
      if (!state) throw new Error(`a decision of ${rule} looks further without a state of its automaton`);
      return state;
    },
  };
}

/** Asks a parser that Chevrotain analysed everything that a parse of a text without errors asks, and writes down the answers. */
export class Exploration {
  private readonly parser: AnalysedParser;
  private readonly types: readonly TokenType[];
  private readonly sets = new Numbered<readonly number[]>();
  private readonly rows = new Numbered<readonly number[]>();

  constructor(parser: AnalysedParser) {
    this.parser = parser;
    this.types = Object.values(parser.tokensMap);
  }

  /** @param walkers Chevrotain's, by the kind of the repetition */
  tables(walkers: Walkers): ParserTables {
    const decisions: Record<string, Record<string, readonly number[]>> = {};
    const repetitions: Record<string, Record<string, [number, number, boolean]>> = {};
    for (const [name, short] of Object.entries(this.parser.fullRuleNameToShort)) {
      const own: Record<string, readonly number[]> = {};
      for (const key of Object.keys(this.parser.lookAheadFuncsCache[short] ?? [])) {
        own[key] = this.decision(name, short, Number(key));
      }
      if (Object.keys(own).length > 0) decisions[name] = own;
      const rule = this.parser.gastProductionsCache[name]!;
      for (const { kind, idx } of repetitionsOf(rule)) {
        const { token, occurrence, isEndOfRule } = new walkers[kind](rule, idx).startWalking();
        repetitions[name] ??= {};
        const at = token === undefined ? -1 : this.types.indexOf(token);
        repetitions[name][(repetitionKinds[kind] << 8) | idx] = [at, occurrence ?? 0, isEndOfRule];
      }
    }
    const { sets, rows } = this;
    return { tokens: this.types.map(({ name }) => name), sets: sets.values, rows: rows.values, decisions, repetitions };
  }

  /** The states of one decision: those of the automaton that Chevrotain builds while it decides. */
  private decision(rule: string, short: number, key: number): readonly number[] {
    const decide = this.parser.lookAheadFuncsCache[short]![key]!;
    const automaton = automatonOf(this.parser, rule, key);
    const states: number[] = [];
    const known = new Map<AutomatonState, number>();
    const ask = (path: readonly TokenType[]): number | undefined => {
      const parser = new Seeing(path);
      const answer = decide.call(parser);
      // Where alternatives are alike, Chevrotain looks at one token more, for words about it, and has decided.
      if (parser.beyond && !automaton.after(path).isAcceptState) return undefined;
      if (typeof answer === 'number') return firstAlternative - answer;
      return answer === true ? firstAlternative : nothing;
    };
    const stateAfter = (path: readonly TokenType[]): number => {
      if (path.length >= mostTokens || states.length >= mostStates) return unknown;
      const at = states.push(-1) - 1;
      const automatic = path.length > 0 ? automaton.after(path) : undefined;
      if (automatic) known.set(automatic, at);
      const targets = this.types.map((type) => {
        const further = [...path, type];
        return ask(further) ?? known.get(automaton.after(further)) ?? stateAfter(further);
      });
      states[at] = this.row(targets);
      return at;
    };
    stateAfter([]);
    return states;
  }

  private row(targets: readonly number[]): number {
    const byTarget = new Map<number, number[]>();
    for (const [token, target] of targets.entries()) {
      const tokens = byTarget.get(target);
      if (tokens) tokens.push(token);
      else byTarget.set(target, [token]);
    }
    const [most, ...others] = [...byTarget].sort(([, a], [, b]) => b.length - a.length);
    return this.rows.of([most![0], ...others.flatMap(([target, tokens]) => [target, this.sets.of(tokens)])]);
  }
}
