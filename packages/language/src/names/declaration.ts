import type { AstNode } from 'langium';

/** A named element of a file, or a name that an element generates (`web-1` of `nodegroup web nodes 3`). */
export interface Declaration {
  /** Its noun: `subnet`, `nat-gateway`, `deployment`, … */
  readonly noun: string;
  /** The grammar's type that references ask for. A generated node is a `Node`, an exposed workload a `Service`. */
  readonly type: string;
  readonly name: string;
  /** Names of the scopes that it lives in, outermost first: `['talk', 'default']`. */
  readonly scope: readonly string[];
  /** The statement that declares it. */
  readonly node: AstNode;
  /** The name is made by netk, not written. */
  readonly generated: boolean;
}

/** A statement that generates names `<name>-1`, `<name>-2`, …; a stateful set begins with `<name>-0`. */
export interface Generator {
  readonly noun: string;
  readonly type: string;
  readonly name: string;
  readonly scope: readonly string[];
  readonly node: AstNode;
  /** Undefined: the platform's default, or as many as there are nodes. */
  readonly count: number | undefined;
  /** The first number. */
  readonly first: 0 | 1;
}

/** Whether two declarations are of one element: a `given` block may declare again what it overlays. */
export const isSameElement = (a: Declaration, b: Declaration): boolean =>
  a.noun === b.noun && qualifiedName(a) === qualifiedName(b);

/** `talk/default/pod51`. */
export const qualifiedName = (declaration: { readonly scope: readonly string[]; readonly name: string }): string =>
  [...declaration.scope, declaration.name].join('/');
