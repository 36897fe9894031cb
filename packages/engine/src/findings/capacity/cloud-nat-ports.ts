import { cloudNatRoom, portsOfAddress } from '../../plan/cloud-nat.ts';
import type { Check } from '../check.ts';

/** NK118: a Cloud NAT whose address is written has fewer ports than its machines are to have. */
export const cloudNatPorts: Check = {
  codes: ['NK118'],
  doc: 'A Cloud NAT has ports for each machine that it serves.',
  *run({ plan }) {
    for (const gateway of plan.gateways) {
      const room = gateway.kind === 'cloud-nat' ? cloudNatRoom(plan, gateway) : undefined;
      if (!room || room.machines <= room.most) continue;
      const { line, ports, most, machines } = room;
      yield {
        ...{ code: 'NK118', severity: 'warning', about: line?.id ?? gateway.id },
        message: `cloud-nat ${gateway.name} has ${ports} ports each for at most ${most} machines, and serves ${machines}: the others have no way to the Internet`,
        related: [{ about: gateway.id, message: `one address has ${portsOfAddress} ports` }],
      };
    }
  },
};
