import { afterEach, describe, expect, test } from 'vitest';
import { format } from '../src/format/formatter.ts';
import { topologyOf } from '../src/index.ts';
import { closeAll, open } from './open.ts';
import { netk } from './services.ts';
import { answersOf } from './sound/answers.ts';

afterEach(closeAll);

/** Two machines in two subnets; `acl` stands at the first one's subnet, `group` is that of the second. */
const file = (acl: string, group = 'ingress all from 0.0.0.0/0'): string => `vpc net 10.6.0.0/16 on aws {
  subnet one 10.6.1.0/24 zone z1 { network-acl gate }
  subnet two 10.6.2.0/24 zone z1
  network-acl gate {
    ${acl}
  }
  security-group open { ingress all from 0.0.0.0/0 }
  security-group narrow { ${group} }
  host asks 10.6.1.10 in one { security-groups open }
  host told 10.6.2.10 in two { security-groups narrow; port 80 }
}
walk ping from host asks to host told protocol icmp
walk udp from host asks to host told:9 protocol udp
walk tcp from host asks to host told:80
`;
const all = 'ingress 100 allow all from 0.0.0.0/0; egress 100 allow all to 0.0.0.0/0';
const answersTo = async (text: string) => (await answersOf(text)).answers;

describe('a line for messages of ICMP', () => {
  test.each([
    ['icmp/echo-request', 'delivered, ok'],
    ['icmp/ping', 'delivered, ok'],
    ['icmp/8', 'delivered, ok'],
    ['icmp/8-0', 'delivered, ok'],
    ['8/icmp', 'delivered, ok'],
    ['ip/1', 'delivered, ok'],
    ['icmp', 'delivered, ok'],
    ['icmp/8-1', 'SG-IN, timeout'],
    ['icmp/echo-reply', 'SG-IN, timeout'],
    ['icmpv6/echo-request', 'SG-IN, timeout'],
    ['tcp', 'SG-IN, timeout'],
  ])('of a security group: %s, asked for an echo: %s; the answer needs no line', async (ports, answer) => {
    const { ping } = await answersTo(file(all, `ingress ${ports} from 0.0.0.0/0`));
    expect(ping).toBe(answer);
  });

  test.each([
    ['icmp/echo-reply', 'delivered, ok'],
    ['icmp/0', 'delivered, ok'],
    ['icmp/0-0', 'delivered, ok'],
    ['icmp/echo-request', 'NACL-IN, timeout'],
    ['icmp/3', 'NACL-IN, timeout'],
  ])('of a network ACL: %s for the answer to an echo: %s', async (ports, answer) => {
    const { ping } = await answersTo(
      file(`ingress 100 allow ${ports} from 0.0.0.0/0; egress 100 allow icmp/8 to 0.0.0.0/0`),
    );
    expect(ping).toBe(answer);
  });

  test.each([
    ['icmp/port-unreachable', 'refused'],
    ['icmp/destination-unreachable', 'refused'],
    ['icmp/3-3', 'refused'],
    ['icmp/host-unreachable', 'timeout'],
    ['icmp/fragmentation-needed', 'timeout'],
    ['icmp/11-0', 'timeout'],
  ])('of a network ACL: %s for the error about a closed port: the client sees %s', async (ports, client) => {
    const { udp } = await answersTo(
      file(`ingress 100 allow ${ports} from 0.0.0.0/0; egress 100 allow udp to 0.0.0.0/0`),
    );
    expect(udp?.split(', ').at(-1)).toBe(client);
  });

  test('is shown by its name, and says what it is not', async () => {
    const { model } = await answersOf(file(all, 'ingress icmp/3-4, icmp/40, icmp/40-1 from 0.0.0.0/0'));
    const steps = model.trace(model.topology.walks[0]!.id).routes[0]!.forward.flatMap((hop) => hop.steps);
    expect(steps.find(({ cause }) => cause === 'SG-IN')?.tried).toEqual([
      { entry: 'narrow: icmp fragmentation-needed ← 0.0.0.0/0 ALLOW', why: 'the message is echo-request' },
      { entry: 'narrow: icmp 40 ← 0.0.0.0/0 ALLOW', why: 'the message is echo-request' },
      { entry: 'narrow: icmp 40-1 ← 0.0.0.0/0 ALLOW', why: 'the message is echo-request' },
    ]);
  });

  test('is formatted to the name that iptables prints', () => {
    const text =
      'vpc v 10.0.0.0/16 { security-group g { ingress ICMP/3-4, icmp/8, icmp/8-0, icmp/PING, icmp/41, icmpv6/128 from self } }';
    expect(format(text, netk.parser.Lexer)).toContain(
      'ingress icmp/fragmentation-needed, icmp/echo-request, icmp/8-0, icmp/echo-request, icmp/41, icmpv6/echo-request from self',
    );
  });

  test('is completed behind its protocol', async () => {
    const labels = async (marked: string) => {
      const opened = await open(marked);
      const list = await netk.lsp.CompletionProvider?.getCompletion(opened.document, opened);
      return (list?.items ?? []).map(({ label }) => label);
    };
    const behind = (protocol: string) => labels(`vpc v 10.0.0.0/16 { security-group g { ingress ${protocol}/| } }\n`);
    expect(await behind('icmp')).toEqual(expect.arrayContaining(['echo-request', 'fragmentation-needed']));
    expect(await behind('icmpv6')).toContain('packet-too-big');
    expect(await behind('tcp')).not.toContain('echo-request');
  });
});

describe('a line for another protocol of IP', () => {
  test.each(['ip/4', 'ipencap', 'esp', 'ah', 'gre', 'ip/50', 'ip/253'])(
    '%s is known, and no walk meets it',
    async (ports) => {
      const text = file(all, `ingress ${ports} from self`);
      const { diagnostics } = await topologyOf(text);
      expect(diagnostics.filter(({ severity }) => (severity ?? 1) < 3)).toEqual([]);
      expect(await answersTo(text)).toMatchObject({ ping: 'SG-IN, timeout', tcp: 'SG-IN, timeout' });
    },
  );

  test('that has walks is the same by its number', async () => {
    expect(await answersTo(file(all, 'ingress ip/6 from 0.0.0.0/0'))).toMatchObject({
      ping: 'SG-IN, timeout',
      tcp: 'delivered, ok',
    });
    expect(await answersTo(file(all, 'ingress 4 from 0.0.0.0/0'))).toMatchObject({ tcp: 'SG-IN, timeout' });
  });

  test('ipip is refused, with what is meant as its fix', async () => {
    const { diagnostics } = await topologyOf(file(all, 'ingress ipip from self'));
    const [error, ...more] = diagnostics.filter(({ severity }) => severity === 1);
    expect(more).toEqual([]);
    expect(error).toMatchObject({
      code: 'NK006',
      message: 'ipip is protocol 94 in /etc/protocols; IP in IP is 4. Did you mean ip/4?',
      data: { better: 'ip/4' },
    });
  });
});

test.each([
  ['icmp/ekko', 'icmp has no message ekko: it matches nothing'],
  ['icmp/packet-too-big', 'icmp has no message packet-too-big: it matches nothing'],
  ['icmp/256', 'types and codes of icmp are 0-255'],
  ['icmp/3-300', 'types and codes of icmp are 0-255'],
  ['ip', 'protocols behind ip/ are numbers, 0-255: ip/4; every protocol is all'],
  ['ip/esp', 'protocols behind ip/ are numbers, 0-255: ip/4; every protocol is all'],
  ['ip/300', 'protocols behind ip/ are numbers, 0-255: ip/4; every protocol is all'],
  ['ip/4-6', 'protocols behind ip/ are numbers, 0-255: ip/4; every protocol is all'],
  ['esp/500', 'esp has no ports: write esp'],
])('%s is an error', async (ports, why) => {
  const { diagnostics } = await topologyOf(file(all, `ingress ${ports} from self`));
  const errors = diagnostics.filter(({ severity }) => severity === 1);
  expect(errors.map(({ code, message }) => [code, message])).toEqual([
    ['NK122', `ingress of security-group narrow: ${why}`],
  ]);
});

describe('a line whose peers cannot be read', () => {
  test.each(['from nothing', 'from host asks', 'from one', 'from 10.6.1.10', 'from pl-s3', 'from nothing, gone'])(
    'opens nothing: ingress tcp/80 %s',
    async (peers) => {
      const { answers, errors } = await answersOf(file(all, `ingress tcp/80 ${peers}`));
      expect(errors.length).toBeGreaterThan(0);
      expect(answers.tcp).toBe('SG-IN, timeout');
    },
  );

  test.each(['tcp 80 from 10.6.1.0/24', 'tcp/80 form 10.6.1.0/24', 'tcp/80 form 10.9.0.0/16 // office'])(
    'opens nothing where the line itself cannot be read: ingress %s',
    async (line) => {
      const { answers, errors } = await answersOf(file(all, `ingress ${line}`));
      expect(errors.length).toBeGreaterThan(0);
      expect(answers.tcp).toBe('SG-IN, timeout');
    },
  );

  test.each(['ingress tcp/80 // everybody', 'ingress tcp/80 /* everybody */'])(
    'is no line with a comment behind it: %s',
    async (line) => {
      expect((await answersOf(file(all, line))).answers.tcp).toBe('delivered, ok');
    },
  );

  test('counts for those that can', async () => {
    const { answers } = await answersOf(file(all, 'ingress tcp/80 from nothing, 10.6.1.0/24'));
    expect(answers.tcp).toBe('delivered, ok');
  });

  test('is another than one that names none, which is for everybody', async () => {
    const { answers } = await answersOf(file(all, 'ingress tcp/80'));
    expect(answers.tcp).toBe('delivered, ok');
  });
});
