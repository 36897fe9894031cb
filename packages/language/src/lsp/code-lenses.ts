import { capacityOf, type ElementId, type Plan, type SubnetCapacity, type Walk } from '@netk/engine';
import type { LangiumDocument } from 'langium';
import type { CodeLensProvider } from 'langium/lsp';
import type { CodeLens, Command } from 'vscode-languageserver-types';
import { attempt } from '../model/attempt.ts';
import type { FileModel, FileModels } from '../model/file-models.ts';
import { attemptWork, type Token } from '../model/run-work.ts';
import type { NetkServices } from '../netk-services.ts';
import { originOf } from '../topology/origin.ts';

/** A count that leads nowhere: a title without a command. */
const note = (title: string): Command => ({ title, command: '' });

/** `191 of 251 free`, and where nodes are: what their warm pools hold, and the node at which nothing is left. */
function room({ free, usable, demand, exhaustedAtNode }: SubnetCapacity): string {
  const now = `${free} of ${usable} free`;
  if (exhaustedAtNode === undefined) return now;
  return `${now} · ${Math.max(0, usable - demand)} with warm pools · exhausted at node ${exhaustedAtNode}`;
}

/** Lenses above the elements of a plan: `Trace to here` on Services, pods and `Show tables` on nodes, free addresses on subnets. */
function elementLenses(plan: Plan, uri: string): readonly { readonly about: ElementId; readonly command: Command }[] {
  // the Service that a cluster makes by itself stands nowhere in the source
  const services = plan.services
    .filter(({ builtin }) => !builtin)
    .map(({ id }) => ({
      about: id,
      command: { title: 'Trace to here', command: 'netk.traceTo', arguments: [uri, id] },
    }));
  const tables = (about: ElementId) => ({
    about,
    command: { title: 'Show tables', command: 'netk.showNodeState', arguments: [uri, about] },
  });
  const nodes = plan.nodes
    .filter((node) => node.group === undefined)
    .flatMap(({ id, pods, maxPods }) => [
      {
        about: id,
        command: note(maxPods === undefined ? `${pods.length} pods` : `${pods.length} of ${maxPods} pods`),
      },
      tables(id),
    ]);
  const groups = [...new Set(plan.nodes.map((node) => node.group))]
    .filter((id) => id !== undefined)
    .flatMap((group) => {
      const members = plan.nodes.filter((node) => node.group === group);
      const pods = members.reduce((sum, node) => sum + node.pods.length, 0);
      const most = members.reduce((sum, node) => sum + (node.maxPods ?? Number.NaN), 0);
      const of = Number.isNaN(most) ? '' : ` of ${most}`;
      return [{ about: group, command: note(`${pods}${of} pods on ${members.length} nodes`) }, tables(group)];
    });
  const subnets = capacityOf(plan)
    .subnets.filter((subnet) => subnet.usable > 0)
    .map((subnet) => ({ about: subnet.id, command: note(room(subnet)) }));
  return [...services, ...nodes, ...groups, ...subnets];
}

/** A walk some of whose packets die is no delivered one. */
const marks = { delivered: '✓', 'not-delivered': '✗', mixed: '✗', undetermined: '?' } as const;

/** `✓ delivered`, `✗ not delivered · 2 expectations failed`: the verdict of a walk, when it can be computed. */
async function outcome({ model }: FileModel, walk: Walk, token?: Token): Promise<string> {
  const found = await attemptWork(() => model.outcome(walk.id), token);
  if (!found) return '';
  const { verdict, routes, failed, bug } = found;
  const count = routes > 1 ? `${routes} routes, ` : '';
  const wrong = failed.length === 0 ? '' : ` · ${failed.length} expectation${failed.length > 1 ? 's' : ''} failed`;
  if (bug !== undefined) return ` · ${marks.undetermined} a bug in netk`;
  return ` · ${marks[verdict]} ${count}${verdict.replace('-', ' ')}${wrong}`;
}

/** The lenses of a file. */
export class NetkCodeLenses implements CodeLensProvider {
  private readonly models: FileModels;

  constructor(services: NetkServices) {
    this.models = services.model.FileModels;
  }

  async provideCodeLens(document: LangiumDocument, _params?: unknown, token?: Token): Promise<CodeLens[]> {
    const uri = document.uri.toString();
    const file = attempt(() => this.models.of(document));
    if (!file) return [];
    const lens = (about: ElementId, command: Command): CodeLens[] => {
      const origin = originOf(file.origins, about);
      return origin?.uri === uri ? [{ range: origin.range, command }] : [];
    };
    const plan = attempt(() => file.model.plan);
    const walks: CodeLens[] = [];
    for (const walk of file.topology.walks) {
      const title = `▶ Trace${await outcome(file, walk, token)}`;
      walks.push(...lens(walk.id, { title, command: 'netk.trace', arguments: [uri, walk.id] }));
    }
    return [...walks, ...(plan ? elementLenses(plan, uri).flatMap(({ about, command }) => lens(about, command)) : [])];
  }
}
