import { type AstNode, type AstNodeDescription, DefaultScopeComputation, MultiMap } from 'langium';

/** Names are looked up in name tables, so that no scope is computed ahead. Top-level names stay exported for workspace search. */
export class NoLocalScopes extends DefaultScopeComputation {
  override collectLocalSymbols(): Promise<MultiMap<AstNode, AstNodeDescription>> {
    return Promise.resolve(new MultiMap<AstNode, AstNodeDescription>());
  }
}
