import { lineIn, type Mender, ownerOf, setTo } from './mend.ts';

const serviceOf = ({ plan, blocker, branch }: Parameters<Mender>[0]) => {
  const services = plan.topology.clusters.flatMap((cluster) => cluster.services);
  const of = branch.choices.at(-1)?.of ?? /service (\S+?)[ ,.]/.exec(blocker.fix ?? '')?.[1];
  return ownerOf(services, blocker.source) ?? services.find(({ name }) => name === of);
};

/** The policy that keeps to the endpoints of a node. */
export const trafficPolicy: Mender = (stop) => {
  const key = /(?:ex|in)ternalTrafficPolicy/.exec(stop.blocker.fix ?? '')?.[0];
  const service = serviceOf(stop);
  if (key === undefined || !service) return [];
  const cost =
    key === 'externalTrafficPolicy'
      ? 'Pods no longer see the address of the client: the node that forwards puts its own there, and a packet may take one hop more.'
      : 'Packets may go to pods of other nodes: one hop more, and between zones they are paid for.';
  return [{ title: `Set ${key} Cluster on service ${service.name}`, cost, edits: [setTo(service, key, 'Cluster')] }];
};

/** Let the machine that was asked listen. */
export const listen: Mender = ({ plan, blocker, death }) => {
  const port = (death?.before ?? death?.after)?.dport ?? Number(/ listen on (\d+)/.exec(blocker.fix ?? '')?.[1]);
  if (!Number.isInteger(port)) return [];
  const pod = plan.pods.find(({ id }) => id === blocker.id);
  const about = pod?.workload ?? pod?.id ?? plan.hosts.find(({ id }) => id === blocker.id)?.id;
  if (about === undefined) return [];
  const protocol = (death?.before ?? death?.after)?.protocol ?? 'tcp';
  const line = `port ${port}${protocol === 'tcp' ? '' : `/${protocol}`}`;
  const cost = `The program in ${blocker.device} has to listen there: the file only says that it does.`;
  return [{ title: `Let ${blocker.device} listen on ${port}`, cost, edits: [lineIn(about, line)] }];
};

/** Let a program that listens on the loopback address listen on all. */
export const listenOnAll: Mender = ({ plan, blocker, death }) => {
  const asked = (death?.before ?? death?.after)?.dport;
  const pod = plan.pods.find(({ id }) => id === blocker.id);
  const socket = pod?.listens.find(({ port, address }) => port === asked && address !== undefined);
  if (!socket) return [];
  const name = socket.name === undefined ? '' : `${socket.name} `;
  const protocol = socket.protocol === 'tcp' ? '' : `/${socket.protocol}`;
  const text = `port ${name}${socket.port}${protocol}`;
  return [
    {
      title: `Let ${blocker.device} listen on all its addresses`,
      cost: 'Whoever reaches the pod reaches the program, not only what runs beside it.',
      edits: [{ about: socket.id, text }],
    },
  ];
};

/** The client's address among those that a load balancer takes. */
export const sourceRange: Mender = (stop) => {
  const client = (stop.death?.before ?? stop.death?.after)?.src;
  const service = serviceOf(stop) ?? undefined;
  const ranges = service?.settings.find(({ key }) => key === 'loadBalancerSourceRanges');
  if (client === undefined || !service || !ranges) return [];
  const block = `${client}/${client.includes(':') ? 128 : 32}`;
  return [
    {
      title: `Add ${block} to loadBalancerSourceRanges of service ${service.name}`,
      cost: `${client} may then ask every port of the Service.`,
      edits: [{ about: ranges.id, text: `loadBalancerSourceRanges ${[...ranges.values, block].join(' ')}` }],
    },
  ];
};
