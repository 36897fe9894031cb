import type { Problem } from '../../../plan/plan.ts';
import type { ElementId } from '../../../topology/id.ts';

/** What a controller has to tell while it makes one balancer. The first refusal is why there is none. */
export class Report {
  readonly problems: Problem[] = [];
  #refused: string | undefined;

  get refused(): string | undefined {
    return this.#refused;
  }

  /** It makes no balancer, for this reason. */
  refuse(code: string, about: ElementId, message: string, related: Problem['related'] = []): void {
    this.#refused ??= message;
    this.tell(code, about, message, related);
  }

  /** It goes on. */
  tell(code: string, about: ElementId, message: string, related: Problem['related'] = []): void {
    this.problems.push({ code, about, message, related });
  }
}
