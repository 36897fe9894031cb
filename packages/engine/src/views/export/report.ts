import type { Trace } from '../../trace/trace.ts';
import { markdownOf } from './markdown.ts';
import { mermaidOf } from './mermaid.ts';

/** The walk as a page: what came of it, its picture where Mermaid is drawn, and every step. */
export function reportOf(trace: Trace): string {
  const text = markdownOf(trace);
  const at = text.indexOf('\n\n### ');
  return `${text.slice(0, at)}\n\n\`\`\`mermaid\n${mermaidOf(trace)}\`\`\`${text.slice(at)}`;
}
