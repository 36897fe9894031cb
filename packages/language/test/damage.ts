import { type AstNode, AstUtils } from 'langium';
import { parse } from './services.ts';

/** A named element: its path of kinds and names, and where its name ends. */
interface Named {
  readonly path: string;
  readonly nameEnd: number;
}

function label(node: AstNode): string | undefined {
  const { name, index } = node as { readonly name?: unknown; readonly index?: unknown };
  if (node.$type === 'Setting' || node.$type === 'Port' || node.$type === 'Expose') return undefined;
  if (typeof name === 'string') return `${node.$type} ${name}`;
  return node.$type === 'Eni' && index !== undefined ? `Eni ${index}` : undefined;
}

/** The named elements of a text, also of a broken one. */
export function elementsOf(text: string): readonly Named[] {
  const out: Named[] = [];
  const visit = (node: AstNode, path: string): void => {
    const own = label(node);
    const here = own ? `${path}/${own}` : path;
    if (own) out.push({ path: here, nameEnd: (node.$cstNode?.offset ?? 0) + own.length });
    for (const child of AstUtils.streamContents(node)) visit(child, here);
  };
  visit(parse(text).value, '');
  return out;
}

/** How many of the wanted elements a text still has. */
export function kept(wanted: readonly Named[], text: string): number {
  const have = new Map<string, number>();
  for (const { path } of elementsOf(text)) have.set(path, (have.get(path) ?? 0) + 1);
  let count = 0;
  for (const { path } of wanted) {
    const left = have.get(path) ?? 0;
    if (left === 0) continue;
    have.set(path, left - 1);
    count += 1;
  }
  return count;
}

/** A sum over many damaged files. */
export class Tally {
  private runs = 0;
  private shares = 0;
  private bad = 0;

  /** One damaged file: how many elements it should have, and has. */
  add(wanted: number, have: number): void {
    this.runs += 1;
    this.shares += wanted > 0 ? have / wanted : 1;
    if (wanted - have > 1) this.bad += 1;
  }

  /** Mean share of the elements that are kept. */
  get kept(): number {
    return this.shares / this.runs;
  }

  /** Share of the files that lose more than one element. */
  get losing(): number {
    return this.bad / this.runs;
  }
}
