import { expect, test } from 'vitest';
import { answersOf } from './answers.ts';

const file = (settings: string) => `vpc dc 10.0.0.0/16 on plain {
  subnet a 10.0.1.0/24
  host db 10.0.1.9 in a { port 5432 }
}
cluster demo on plain in dc {
  cni flannel
  kube-proxy ipvs ${settings}
  node n1 10.0.1.11 in a { pod web { labels app=web; port 8080 } }
  node n2 10.0.1.12 in a { pod client }
  service web 10.96.0.53 { externalIPs 10.0.1.77; selector app=web; port 80 -> 8080 }
}
walk machine from db to 10.0.1.77:80
walk pod from client to 10.0.1.77:80
`;

test('who answers ARP for an external address of a Service in IPVS mode is not known, and with strictARP nobody does', async () => {
  expect((await answersOf(file(''))).answers).toEqual({
    machine:
      'undetermined: 10.0.1.77 is an address of service web, for which every node in IPVS mode answers ARP, which is not modelled yet, unknown',
    pod: 'delivered, ok',
  });
  expect((await answersOf(file('{ strictARP true }'))).answers).toEqual({
    machine: 'ARP-FAIL, unreachable',
    pod: 'delivered, ok',
  });
});
