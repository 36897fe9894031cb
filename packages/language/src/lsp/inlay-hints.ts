import type { ElementId, Plan, Supplied } from '@netk/engine';
import type { LangiumDocument } from 'langium';
import type { InlayHintProvider } from 'langium/lsp';
import type { InlayHint, Position, Range } from 'vscode-languageserver-types';
import { attempt } from '../model/attempt.ts';
import type { FileModels } from '../model/file-models.ts';
import type { NetkServices } from '../netk-services.ts';
import { originOf } from '../topology/origin.ts';

/** More values than this behind one header are counted. */
const mostValues = 3;

interface Behind {
  readonly position: Position;
  readonly labels: string[];
  readonly reasons: string[];
}

/** How many pods a node takes, or each node of a group, where the author did not say: the rule is in the tooltip. */
function podLimits(plan: Plan): readonly Supplied[] {
  const found = new Map<ElementId, Supplied>();
  for (const { id, group, podLimit } of plan.nodes) {
    if (!podLimit || podLimit.rule === 'max-pods') continue;
    found.set(group ?? id, { about: group ?? id, label: `max-pods ${podLimit.maxPods}`, why: `${podLimit.why}.` });
  }
  return [...found.values()];
}

/** Shows values that the author left out and a preset or an allocator supplied. */
export class NetkInlayHints implements InlayHintProvider {
  private readonly models: FileModels;

  constructor(services: NetkServices) {
    this.models = services.model.FileModels;
  }

  getInlayHints(document: LangiumDocument, params: { readonly range: Range }): InlayHint[] {
    const uri = document.uri.toString();
    const file = attempt(() => this.models.of(document));
    const supplied = attempt(() => (file ? [...file.model.plan.supplied, ...podLimits(file.model.plan)] : [])) ?? [];
    const places = new Map<string, Behind>();
    for (const { about, label, why } of supplied) {
      const origin = file && originOf(file.origins, about);
      if (origin?.uri !== uri) continue;
      const position = origin.range.end;
      if (position.line < params.range.start.line || position.line > params.range.end.line) continue;
      const key = `${position.line}:${position.character}`;
      const behind = places.get(key) ?? { position, labels: [], reasons: [] };
      places.set(key, behind);
      behind.labels.push(label);
      behind.reasons.push(`${label}: ${why}`);
    }
    return [...places.values()].map(({ position, labels, reasons }) => {
      const more = labels.length - mostValues;
      const shown = labels.slice(0, mostValues).join(' · ');
      return {
        position,
        label: more > 0 ? `${shown} · ${more} more` : shown,
        tooltip: { kind: 'markdown', value: reasons.join('\n\n') },
        paddingLeft: true,
      };
    });
  }
}
