import {
  type ElementId,
  elementId,
  failureOf,
  type Plan,
  type PlannedService,
  type Progress,
  type Trace,
  type Walk,
  type Work,
} from '@netk/engine';
import { type FileModel, type FileModels, runWork } from '@netk/language';
import { adHocTarget, adHocWalk, healthAsked, questionOf, type TraceAnswer } from '@netk/protocol';
import { isOperationCancelled, type LangiumDocument } from 'langium';
import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { tracedQuestion } from './asked-walk.ts';
import { condense } from './condense.ts';
import type { Drafts } from './drafts.ts';
import { checkWalk, healthFor } from './health-walks.ts';

/** Who would call this Service: the Internet for one behind a balancer, else a pod of its cluster that is no endpoint. */
function callerOf(plan: Plan, service: PlannedService): Walk['from'] {
  const client = plan.hosts.find(({ kind }) => kind === 'client');
  if (service.type === 'LoadBalancer' && client) return { kind: 'element', of: client.id, text: client.name };
  if (service.type === 'LoadBalancer') return { kind: 'builtin', word: 'internet', text: 'internet' };
  const endpoints = new Set(service.endpoints.map(({ pod }) => pod));
  const pods = plan.pods.filter((pod) => pod.cluster === service.cluster && pod.address !== undefined);
  const others = pods.filter((pod) => !endpoints.has(pod.id) && !pod.hostNetwork);
  const pod = others.find(({ namespace }) => namespace === service.namespace) ?? others[0] ?? pods[0];
  if (pod) return { kind: 'element', of: pod.id, text: pod.name };
  const node = plan.nodes.find(({ cluster }) => cluster === service.cluster);
  return node
    ? { kind: 'element', of: node.id, text: `node ${node.name}` }
    : { kind: 'builtin', word: 'internet', text: 'internet' };
}

/** The walk that the lens `Trace to here` asks. */
function walkTo(uri: string, { model }: FileModel, target: ElementId): Walk {
  const service = model.plan.services.find(({ id }) => id === target);
  if (!service) throw new ResponseError(ErrorCodes.InvalidParams, `no Service ${target}`);
  const [port] = service.ports;
  const to = { kind: 'element' as const, of: target, text: port ? `${service.name}:${port.port}` : service.name };
  return {
    id: elementId(adHocWalk(target)),
    uri,
    title: `to ${service.name}`,
    from: callerOf(model.plan, service),
    to: port ? { ...to, port: port.port } : to,
    ...(port && port.protocol !== 'tcp' ? { protocol: port.protocol } : {}),
    chooses: [],
    givens: [],
    expects: [],
    settings: [],
  };
}

/** What answers a walk of the file, one that a lens composes, or a health check. */
function workOf(uri: string, file: FileModel, walk: string): Work<Trace> {
  const { model } = file;
  const target = adHocTarget(walk);
  if (target !== undefined) return model.asking(walkTo(uri, file, elementId(target)));
  const check = healthAsked(walk);
  if (check) return checkWalk(model, walk, check);
  if (!model.topology.walks.some(({ id }) => id === walk))
    throw new ResponseError(ErrorCodes.InvalidParams, `no walk ${walk} in ${uri}`);
  return model.tracing(elementId(walk));
}

/** The trace of a walk of the file, or of one that is none of it. Rejects as cancelled when nobody waits any more. */
export async function traceOf(
  document: LangiumDocument,
  models: FileModels,
  drafts: Drafts,
  walk: string,
  token: CancellationToken,
  tell: (progress: Progress) => void,
): Promise<TraceAnswer> {
  const uri = document.uri.toString();
  const answer = { uri, version: document.textDocument.version };
  const file = models.of(document);
  try {
    const question = questionOf(walk);
    const trace = question
      ? await tracedQuestion(document, drafts, walk, question, token)
      : await runWork(workOf(uri, file, walk), token, tell);
    const bug = failureOf(trace);
    if (bug !== undefined) console.error(bug); // the output of the editor has the stack
    const health = healthFor(file.model, walk);
    return { ...answer, ...condense(trace), ...(health ? { health } : {}) };
  } catch (error) {
    if (isOperationCancelled(error)) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    throw error;
  }
}
