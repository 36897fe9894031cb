import { type AstNode, GrammarAST } from 'langium';

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && '$type' in value && !('$refText' in value);

/**
 * The keywords of all parser rules of a grammar, each once, longest first, as the token builder of Langium lists them: it goes
 * through the rules as nested streams, which a command that has just started waits for.
 */
export function grammarKeywords({ rules }: GrammarAST.Grammar): readonly GrammarAST.Keyword[] {
  const found = new Map<string, GrammarAST.Keyword>();
  const visit = (node: AstNode): void => {
    if (GrammarAST.isKeyword(node)) {
      if (!found.has(node.value)) found.set(node.value, node);
      return;
    }
    for (const [name, value] of Object.entries(node)) {
      if (name.startsWith('$')) continue;
      for (const part of Array.isArray(value) ? value : [value]) if (isNode(part)) visit(part);
    }
  };
  for (const rule of rules) if (!GrammarAST.isTerminalRule(rule)) visit(rule);
  return [...found.values()].sort((a, b) => b.value.length - a.value.length);
}
