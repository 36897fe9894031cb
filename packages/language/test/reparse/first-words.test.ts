import { AstUtils, GrammarAST } from 'langium';
import { expect, test } from 'vitest';
import { netk } from '../services.ts';

/** The words or tokens that something of the grammar can begin with. */
function firstOf(element: GrammarAST.AbstractElement): string[] {
  if (GrammarAST.isKeyword(element)) return [element.value];
  if (GrammarAST.isAssignment(element)) return firstOf(element.terminal);
  if (GrammarAST.isAlternatives(element)) return element.elements.flatMap(firstOf);
  if (GrammarAST.isRuleCall(element)) {
    const rule = element.rule.ref;
    return GrammarAST.isParserRule(rule) ? firstOf(rule.definition) : [rule?.name ?? '?'];
  }
  if (!GrammarAST.isGroup(element)) throw new Error(`the grammar begins a statement with a ${element.$type}`);
  const first = element.elements.find((each) => !GrammarAST.isAction(each));
  if (!first || first.cardinality?.match(/[?*]/))
    throw new Error('a statement begins with something that can be missing');
  return firstOf(first);
}

/** The statements of a block: rules that are only a choice of others are opened. */
function statementsOf(element: GrammarAST.AbstractElement): GrammarAST.ParserRule[] {
  if (GrammarAST.isAlternatives(element)) return element.elements.flatMap(statementsOf);
  if (!GrammarAST.isRuleCall(element) || !GrammarAST.isParserRule(element.rule.ref)) return [];
  const rule = element.rule.ref;
  const opened = statementsOf(rule.definition);
  return opened.length > 0 ? opened : [rule];
}

const blocks = AstUtils.streamAllContents(netk.Grammar)
  .filter(GrammarAST.isAssignment)
  .filter(({ feature, operator }) => operator === '+=' && (feature === 'items' || feature === 'settings'))
  .map((assignment) => ({
    rule: AstUtils.getContainerOfType(assignment, GrammarAST.isParserRule)?.name,
    statements: statementsOf(assignment.terminal),
  }))
  .toArray();

test('the first word of a statement says by which rule it is read, in every block', () => {
  expect(blocks.length).toBeGreaterThan(20);
  for (const { rule, statements } of blocks) {
    const words = statements.flatMap((statement) => [...new Set(firstOf(statement.definition))]);
    expect(words.length, rule).toBeGreaterThan(0);
    expect([...new Set(words)], rule).toEqual(words);
  }
});
