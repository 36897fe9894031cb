import { type ClusterSize, clusterText } from '../cluster-text.ts';

/** Endpoints of each Service, in clusters of every size: a walk to a Service has as many branches. */
export const endpoints = 5;

const expects = ' { expect delivered }';

function question(at: number, { pods, services }: ClusterSize, title: string, expectation: string): string {
  const from = `pod-${(at * 7919 + 3) % pods}`;
  // Two pods are never the same: the sender is odd where the receiver is even.
  const to = at % 2 === 0 ? `service app-${(at * 104_729 + 3) % services}:80` : `pod-${(at * 613 + 7) % pods}:8080`;
  return `walk Q${at} "${title}" from ${from} to ${to}${expectation}`;
}

/** How many questions a text asks, and whether it expects something of the answers: diagnostics walk only these. */
export interface Asked {
  readonly questions: number;
  readonly expecting: boolean;
}

/** The questions alone. Under another title each is another question, of which no answer is kept. */
export function questionsText(pods: number, services: number, { questions, expecting }: Asked, title = 'a'): string {
  const size = { pods, services, endpoints };
  const asked = Array.from({ length: questions }, (_, at) => question(at, size, title, expecting ? expects : ''));
  return `${asked.join('\n')}\n`;
}

/** A cluster that asks many questions: half go to a Service, half to a pod, between ends all over the cluster. */
export const askingText = (pods: number, services: number, asked: Asked): string =>
  `${clusterText({ pods, services, endpoints, walks: 0 })}\n${questionsText(pods, services, asked)}`;
