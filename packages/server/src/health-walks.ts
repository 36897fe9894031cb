import {
  askingHealth,
  elementId,
  type HealthQuestion,
  type Model,
  type Network,
  type Plan,
  type TargetHealth,
  type Trace,
  targetHealthIn,
  type Work,
} from '@netk/engine';
import { attempt } from '@netk/language';
import { healthAsked, isAdHoc } from '@netk/protocol';
import { ErrorCodes, ResponseError } from 'vscode-languageserver';

/** What a walk of the file, or one that is none of it, runs on; undefined: the file has no such walk any more. */
function groundOf(
  model: Model,
  walk: string | undefined,
): { readonly plan: Plan; readonly network: Network } | undefined {
  if (walk === undefined) return model;
  const found = model.topology.walks.find(({ id }) => id === walk);
  return found && { plan: model.planOf(found.id), network: model.networkOf(found.id) };
}

/** The walk of a health check. */
export function* checkWalk(
  model: Model,
  id: string,
  { walk, ...asked }: HealthQuestion & { readonly walk?: string },
): Work<Trace> {
  const ground = groundOf(model, walk);
  const trace = ground && (yield* askingHealth(ground.network, elementId(id), asked));
  if (!trace) throw new ResponseError(ErrorCodes.InvalidParams, `the file has no health check of ${asked.at} any more`);
  return trace;
}

/** The targets' health where a walk runs; undefined: no balancer of the file checks any. A bug there costs no trace. */
export function healthFor(model: Model, walk: string): readonly TargetHealth[] | undefined {
  const own = isAdHoc(walk) ? healthAsked(walk)?.walk : walk;
  const found = attempt(() => {
    const ground = groundOf(model, own);
    return ground && targetHealthIn(ground.plan, ground.network);
  });
  return found && found.length > 0 ? found : undefined;
}
