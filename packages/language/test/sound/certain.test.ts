import { explainOutcome } from '@netk/engine';
import { describe, expect, test } from 'vitest';
import { answersOf } from './answers.ts';

const names = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

describe('a port that a system draws', () => {
  const topology = (lines: string) => `vpc net 10.8.0.0/16 on aws {
  internet-gateway out
  subnet open 10.8.0.0/24 zone z1 { route 0.0.0.0/0 -> out; nat-gateway nat 10.8.0.8 eip 203.0.113.8 }
  subnet work 10.8.1.0/24 zone z1 { route 0.0.0.0/0 -> nat; network-acl narrow }
  network-acl narrow {
    ingress 10 allow all from 10.8.0.0/16
    ${lines}
    egress 10 allow all to 0.0.0.0/0
  }
  host plain 10.8.1.77 in work
}
cluster c on eks in net {
  node n1 m5.large in work { eni 0 10.8.1.10 }
  pod p 10.8.1.30 on n1
}
internet { host far 198.51.100.60 { port 443; port 443/udp } }
`;
  const half = 'ingress 20 allow tcp/32768-49151 from 0.0.0.0/0';

  test('is a branch where an ACL tells ports apart: a quarter of the kernel’s draws, whatever the walk is called', async () => {
    const walks = names.map((name) => `walk ${name} from pod p to far:443\n`).join('');
    const { answers } = await answersOf(`${topology(half)}${walks}`);
    expect(new Set(Object.values(answers))).toEqual(new Set(['3/4 NACL-IN, timeout | 1/4 delivered, ok']));
  });

  test('of a machine that translates nothing is one of its system’s own range', async () => {
    // 32768-49151 of 32768-60999
    const { answers } = await answersOf(`${topology(half)}walk w from host plain to far:443\n`);
    expect(answers.w).toBe('2048/3529 delivered, ok | 1481/3529 NACL-IN, timeout');
  });

  test('of a TCP connection is even, and of a datagram of either kind, as Linux draws them', async () => {
    const one = (protocol: string, port: number) => `ingress 20 allow ${protocol}/${port} from 0.0.0.0/0`;
    const tcp = 'walk w from host plain to far:443\n';
    expect((await answersOf(`${topology(one('tcp', 40001))}${tcp}`)).answers.w).toBe('NACL-IN, timeout');
    const even = (await answersOf(`${topology(one('tcp', 40002))}${tcp}`)).answers.w;
    expect(even).toBe('14115/14116 NACL-IN, timeout | 1/14116 delivered, ok');
    const udp = 'walk w from host plain to far:443 protocol UDP\n';
    const odd = (await answersOf(`${topology(one('udp', 40001))}${udp}`)).answers.w;
    expect(odd).toMatch(/^28231\/28232 NACL-IN, timeout \| 1\/28232 /);
  });

  test('is none where the walk says which one it is, and nothing translates it', async () => {
    const walks =
      'walk low from host plain to far:443 { sport 40000 }\nwalk high from host plain to far:443 { sport 60000 }\n';
    const { answers } = await answersOf(`${topology(half)}${walks}`);
    expect(answers).toEqual({ low: 'delivered, ok', high: 'NACL-IN, timeout' });
  });

  test('is no branch where several lines together let all of them in, or one that stands before decides alike', async () => {
    const lines = `${half}\n    ingress 30 allow tcp/1024-65535 from 0.0.0.0/0`;
    const { answers, model } = await answersOf(`${topology(lines)}walk w from pod p to far:443\n`);
    expect(answers.w).toBe('delivered, ok');
    expect(model.trace(model.topology.walks[0]!.id).routes[0]!.choices).toEqual([]);
  });

  test('of a NAT gateway is taken as drawn alike, and the answer says so where it matters', async () => {
    const outside = `vpc net 10.8.0.0/16 on aws {
  internet-gateway out
  subnet open 10.8.0.0/24 zone z1 { route 0.0.0.0/0 -> out; network-acl narrow; nat-gateway nat 10.8.0.8 eip 203.0.113.8 }
  subnet work 10.8.1.0/24 zone z1 { route 0.0.0.0/0 -> nat }
  network-acl narrow {
    ingress 10 allow all from 10.8.0.0/16
    ingress 20 allow tcp/1024-33279 from 0.0.0.0/0
    egress 10 allow all to 0.0.0.0/0
  }
  host plain 10.8.1.77 in work
}
internet { host far 198.51.100.60 { port 443 } }
walk w from host plain to far:443
`;
    const { answers, model } = await answersOf(outside);
    expect(answers.w).toBe('1/2 delivered, ok | 1/2 NACL-IN, timeout');
    const { routes } = model.trace(model.topology.walks[0]!.id);
    expect(routes.map(({ assumes }) => assumes)).toEqual(
      routes.map(() => ['the NAT gateway draws each source port of 1024-65535 alike']),
    );
  });
});

describe('delivered', () => {
  const claimed = `vpc near 10.9.0.0/16 on aws {
  subnet work 10.9.1.0/24 zone z1 { route 172.21.0.0/16 -> hub }
}
vpc far 172.21.0.0/16 on aws {
  subnet shed 172.21.4.0/24 zone z1 { route 10.9.0.0/16 -> hub }
  host books 172.21.4.5 in shed { port 443 }
  host plans 172.21.4.6 in shed { port 443 }
}
transit-gateway hub { attachment near; attachment far }
cluster c on eks in near {
  serviceCIDR 172.21.0.0/16
  node n1 m5.large in work { eni 0 10.9.1.10; pod web 10.9.1.31 { labels app=web; port 8443 }; pod p 10.9.1.32 }
  service web 172.21.4.5 { selector app=web; port 443 -> 8443 }
}
`;

  test('is said of the machine that was asked for: a Service that claims its address takes the packet elsewhere', async () => {
    const walks = `walk books from pod p to host books:443
walk address from pod p to 172.21.4.5:443
walk plans from pod p to host plans:443
walk web from pod p to service web:443
walk port from pod p to 172.21.4.5:22
`;
    const { answers, model } = await answersOf(`${claimed}${walks}`);
    const routed = 'SG-IN, timeout';
    expect(answers).toEqual({
      ...{ books: 'SVC-CIDR-OVERLAP, ok', address: 'SVC-CIDR-OVERLAP, ok', web: 'delivered, ok' },
      ...{ plans: routed, port: routed },
    });
    const trace = model.trace(model.topology.walks.find(({ name }) => name === 'books')!.id);
    const words = explainOutcome(trace, trace.routes[0]!);
    expect(words.word).toBe('Not delivered');
    expect(words.target).toBe('arrives at web, not at books: a cluster address hides a real host');
    expect(words.clientSees).toMatch(/^connected/);
    expect(words.why).toBe('Service web has 172.21.4.5 too, and n1 sends what is for 172.21.4.5 to it.');
  });
});

describe('an address that two networks use', () => {
  test('is the one of the asker’s own: what nothing joins to it has no say', async () => {
    const text = (joint: string) => `vpc near 10.9.0.0/16 on aws { subnet work 10.9.1.0/24 zone z1 { ${joint} } }
vpc apart 172.21.0.0/16 on aws { subnet shed 172.21.4.0/24 zone z1; host books 172.21.4.5 in shed { port 443 } }
${joint === '' ? '' : 'transit-gateway hub { attachment near; attachment apart }'}
cluster c on eks in near {
  serviceCIDR 172.21.0.0/16
  node n1 m5.large in work { eni 0 10.9.1.10; pod web 10.9.1.31 { labels app=web; port 8443 }; pod p 10.9.1.32 }
  service web 172.21.4.5 { selector app=web; port 443 -> 8443 }
}
walk address from pod p to 172.21.4.5:443
walk web from pod p to service web:443
`;
    const delivered = 'delivered, ok';
    expect((await answersOf(text(''))).answers).toEqual({ address: delivered, web: delivered });
    const joined = await answersOf(text('route 172.21.0.0/16 -> hub'));
    expect(joined.answers).toEqual({ address: 'SVC-CIDR-OVERLAP, ok', web: delivered });
  });
});

describe('what a file does not describe', () => {
  const net = `vpc net 10.8.0.0/16 on aws {
  internet-gateway out
  subnet open 10.8.0.0/24 zone z1 { route 0.0.0.0/0 -> out; nat-gateway nat 10.8.0.8 eip 203.0.113.8 }
  subnet work 10.8.1.0/24 zone z1 { route 0.0.0.0/0 -> nat }
  host plain 10.8.1.77 in work
}
`;

  test('a public address that nothing declares is delivered to the Internet, and what answers there is not known', async () => {
    const walks = `walk away from host plain to 93.184.216.34:443 {
  expect delivered
  expect delivered to internet
}
walk asked from host plain to internet { expect delivered to internet; expect via nat }
walk wrong from host plain to 93.184.216.34:443 { expect delivered to host plain }
`;
    const { answers, errors, model } = await answersOf(`${net}${walks}`);
    const left = 'delivered to internet, unknown';
    expect(answers).toEqual({ away: left, asked: left, wrong: left });
    expect(errors).toEqual([expect.stringContaining('"expect delivered to host plain" does not hold')]);
    const trace = model.trace(model.topology.walks.find(({ name }) => name === 'away')!.id);
    expect(explainOutcome(trace, trace.routes[0]!)).toMatchObject({
      word: 'Delivered',
      target: 'to the Internet: leaves by nat as 203.0.113.8; what answers there is not described',
      clientSees: 'what 93.184.216.34 answers',
    });
  });

  test.each(['10.99.0.1', '192.168.7.7', '172.20.5.5', '100.64.3.3', '198.18.4.4', '240.0.0.9'])(
    'private, shared and special addresses die at the edge: %s',
    async (address) => {
      const { answers } = await answersOf(`${net}walk w from host plain to ${address}:443\n`);
      expect(answers.w).toBe('BGP-NOROUTE, timeout');
    },
  );

  test('where autonomous systems are declared, only what one announces is somebody’s', async () => {
    const systems = 'internet { as isp 64500 { announce 198.51.100.0/24 } }\n';
    const walks =
      'walk yes from host plain to 198.51.100.9:80\nwalk no from host plain to 93.184.216.34:80\nwalk any from host plain to internet\n';
    expect((await answersOf(`${net}${systems}${walks}`)).answers).toEqual({
      yes: 'delivered to internet, unknown',
      no: 'BGP-NOROUTE, timeout',
      any: 'delivered to internet, unknown',
    });
  });
});

describe('real systems', () => {
  test('a NAT gateway lets in nothing but answers: a connection to its address is lost, and so is a ping', async () => {
    const { answers } = await answersOf(`vpc net 10.8.0.0/16 on aws {
  internet-gateway out
  subnet open 10.8.0.0/24 zone z1 { route 0.0.0.0/0 -> out; nat-gateway nat 10.8.0.8 eip 203.0.113.8 }
}
internet { host far 198.51.100.60 }
walk tcp from host far to 203.0.113.8:443
walk ping from host far to 203.0.113.8 protocol ICMP
`);
    expect(answers).toEqual({ tcp: 'NAT-IN, timeout', ping: 'NAT-IN, timeout' });
  });

  test.each(['45.60.0.0', '45.60.0.1', '45.60.0.255', '45.60.1.254'])(
    'a machine on the Internet may have any public address: %s',
    async (address) => {
      const { answers } = await answersOf(`vpc net 10.8.0.0/16 on aws {
  internet-gateway out
  subnet open 10.8.0.0/24 zone z1 { route 0.0.0.0/0 -> out }
  host inside 10.8.0.20 in open { eip 203.0.113.20 }
}
internet { host far ${address} { port 80 } }
walk w from host inside to far:80
`);
      expect(answers.w).toBe('delivered, ok');
    },
  );

  test('what leaves a subnet meets its ACL before its route table, also where the route leads to what is not modelled', async () => {
    const { answers, model } = await answersOf(`vpc net 10.8.0.0/16 on aws {
  subnet work 10.8.0.0/24 zone z1 { network-acl own; route 10.50.0.0/16 -> hub; route 10.60.0.0/16 -> blackhole }
  network-acl own { ingress 1 allow all from 0.0.0.0/0; egress 1 allow all to 10.8.0.0/16 }
  subnet gate 10.8.1.0/28 zone z1
  host inside 10.8.0.20 in work
}
transit-gateway hub { attachment net { subnets gate } }
walk nowhere from host inside to 93.184.216.34:80
walk hub from host inside to 10.50.0.1:80
walk hole from host inside to 10.60.0.1:80
`);
    expect(answers).toEqual({ nowhere: 'NACL-OUT, timeout', hub: 'NACL-OUT, timeout', hole: 'NACL-OUT, timeout' });
    const [nowhere] = model.topology.walks.filter(({ name }) => name === 'nowhere');
    expect(model.trace(nowhere!.id).routes[0]!.blockers?.map(({ cause }) => cause)).toEqual([
      'NACL-OUT',
      'VPC-NOROUTE',
    ]);
  });

  test('a machine in a subnet that maps public addresses has one that AWS draws; one with an address of its own has no other', async () => {
    const { answers, errors } = await answersOf(`vpc net 10.8.0.0/16 on aws {
  internet-gateway out
  subnet open 10.8.0.0/24 zone z1 { route 0.0.0.0/0 -> out; map-public-ip-on-launch true }
  security-group any { ingress all from 0.0.0.0/0 }
  host drawn 10.8.0.20 in open { port 22; security-groups any }
  host own 10.8.0.21 in open { port 22; security-groups any; eip 203.0.113.21 }
}
vpc other 10.12.0.0/16 on aws {
  internet-gateway door
  subnet pub 10.12.0.0/24 zone z1 { route 0.0.0.0/0 -> door }
  security-group known { ingress tcp/443 from 203.0.113.0/24 }
  host strict 10.12.0.5 in pub { port 443; security-groups known; eip 203.0.113.99 }
}
internet { host far 198.51.100.60 { port 443 } }
walk out from host drawn to far:443 { expect delivered; expect seen-source drawn }
walk into from host far to host drawn:22
walk own from host own to far:443 { expect seen-source 203.0.113.21 }
walk known from host own to 203.0.113.99:443
walk unknown from host drawn to 203.0.113.99:443
`);
    expect(errors).toEqual([]);
    expect(answers).toEqual({
      ...{ out: 'delivered, ok', into: 'delivered, ok', own: 'delivered, ok', known: 'delivered, ok' },
      unknown: 'undetermined: whether 203.0.113.0/24 holds a public address of AWS is not known, unknown',
    });
  });

  test('an address in the block of the VPC that no subnet has is not called a missing route', async () => {
    const { model } = await answersOf(`vpc net 10.8.0.0/16 on aws {
  subnet work 10.8.0.0/24 zone z1
  host inside 10.8.0.20 in work
}
walk w from host inside to 10.8.77.1:80
`);
    const trace = model.trace(model.topology.walks[0]!.id);
    expect(explainOutcome(trace, trace.routes[0]!).why).toBe(
      '10.8.77.1 is in the block of the VPC, and no subnet has it.',
    );
  });

  test.each([
    ['0.0.0.0', '0.0.0.0 is nobody: a program that asks it reaches its own machine, which is 127.0.0.1'],
    ['224.0.0.1', '224.0.0.1 is a multicast, which is not modelled yet'],
    ['239.255.255.250', '239.255.255.250 is a multicast, which is not modelled yet'],
    ['255.255.255.255', '255.255.255.255 is a broadcast, which is not modelled yet'],
  ])('%s is the address of no machine, and no router is asked for it', async (address, reason) => {
    const { answers } = await answersOf(`vpc net 10.8.0.0/16 on aws {
  internet-gateway out
  subnet work 10.8.0.0/24 zone z1 { route 0.0.0.0/0 -> out }
  host inside 10.8.0.20 in work { eip 203.0.113.20 }
}
walk w from host inside to ${address}:80 protocol udp
`);
    expect(answers.w).toBe(`undetermined: ${reason}`);
  });

  test('programs that an image of a node has or has not are not told to be missing', async () => {
    const { answers } = await answersOf(`vpc net 10.8.0.0/16 on aws {
  subnet work 10.8.0.0/24 zone z1
  security-group any { ingress all from 0.0.0.0/0 }
  host desk 10.8.0.20 in work
}
cluster c on eks in net { node n1 m5.large in work { security-groups any; eni 0 10.8.0.10; pod agent { hostNetwork true; port 61678 } } }
walk ssh from desk to node n1:22
walk metrics from desk to node n1:61678
walk kubelet from desk to node n1:10250
walk none from desk to node n1:9999
walk datagram from desk to node n1:22 protocol udp
`);
    expect(answers).toEqual({
      ...{ metrics: 'delivered, ok', kubelet: 'delivered, ok' },
      ...{ none: 'SVC-TARGETPORT, refused', datagram: 'SVC-TARGETPORT, refused' },
      ssh: 'undetermined: whether sshd listens on 10.8.0.10:22 is not known, unknown',
    });
  });
});
