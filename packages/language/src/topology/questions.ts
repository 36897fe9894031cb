import { type Choose, type ElementId, type Expect, elementId, type Walk } from '@netk/engine';
import { AstUtils } from 'langium';
import {
  type Choose as ChooseNode,
  type Expect as ExpectNode,
  isChoose,
  isExpect,
  isGiven,
  isSetting,
  type Walk as WalkNode,
} from '../generated/ast.ts';
import { type Draft, maybe } from './draft.ts';
import { given, idsOfGiven } from './given.ts';
import { operand } from './operand.ts';

function choose(draft: Draft, id: ElementId, node: ChooseNode): Choose {
  return { id, what: node.kind ?? '', value: operand(draft, id, node.value), ...maybe('at', draft.of(id, node.at)) };
}

/** One expectation, of a walk or of a file. */
export function expectation(draft: Draft, id: ElementId, node: ExpectNode): Expect {
  const { probability, probabilityOp } = node;
  return {
    id,
    negated: node.negated,
    predicate: node.predicate ?? '',
    ...maybe('operator', node.op),
    ...maybe('number', node.number),
    args: node.args.map((part) => operand(draft, id, part)),
    ...maybe('receiver', node.receiver && operand(draft, id, node.receiver)),
    ...maybe('because', node.code),
    ...maybe('at', draft.of(id, node.at)),
    ...maybe('from', node.from && operand(draft, id, node.from)),
    ...maybe('to', node.to && operand(draft, id, node.to)),
    ...maybe(
      'probability',
      probability === undefined ? undefined : { ...maybe('operator', probabilityOp), value: String(probability) },
    ),
  };
}

/** The walks of one file, with ids `walk.W22`, and `walk#3` for one without a name. */
export function walks(draft: Draft, nodes: readonly WalkNode[]): Walk[] {
  const seen = new Map<string, number>();
  let unnamed = 0;
  return nodes.map((node) => {
    const nth = (seen.get(node.name ?? '') ?? 0) + 1;
    if (node.name) seen.set(node.name, nth);
    const id = elementId(node.name ? `walk.${node.name}${nth > 1 ? `~${nth}` : ''}` : `walk#${unnamed++}`);
    draft.origins.put(id, node);
    const givens = node.items.filter(isGiven).map((item, at) => ({ item, id: draft.part(id, `given.${at}`, item) }));
    // what a block adds can be an end of its walk
    const added = new Map(givens.flatMap((each) => idsOfGiven(draft, each.id, each.item)));
    return draft.knowing(added, () => ({
      id,
      uri: AstUtils.getDocument(node).uri.toString(),
      ...maybe('name', node.name),
      ...maybe('title', node.title),
      from: operand(draft, id, node.from),
      to: operand(draft, id, node.to),
      ...maybe('protocol', node.protocol?.toLowerCase()),
      chooses: node.items.filter(isChoose).map((item, at) => choose(draft, draft.part(id, `choose.${at}`, item), item)),
      givens: givens.map((each) => given(draft, each.id, each.item)),
      expects: node.items
        .filter(isExpect)
        .map((item, at) => expectation(draft, draft.part(id, `expect.${at}`, item), item)),
      settings: draft.settings(id, node.items.filter(isSetting)),
    }));
  });
}
