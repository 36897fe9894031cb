import type { CauseCode } from '../../trace/cause.ts';

const timeout = 'a timeout: no answer at all';
const refused = 'a refused connection, at once';
const stalls = 'a connection that opens and later hangs';

/** One row: title, what the client sees, what to change. */
const row = (title: string, sees: string, fix: string) => ({ title, sees, fix });

/** The closed list of reasons why a packet does not arrive. Titles are sentences without a subject: the device goes before. */
export const causes = {
  // Names
  'DNS-NX': row(
    'the name is in no zone that the resolver asks',
    'name not found',
    'Create the record, or write the full name.',
  ),
  'DNS-LOOP': row('the aliases of the name lead in a circle', 'a failed lookup', 'Break the circle of CNAME records.'),
  'DNS-STALE': row(
    'a cached answer names an address that is gone',
    `${timeout}, until the cached answer expires`,
    'Keep targets in each zone, or lower the time to live.',
  ),
  'DNS-PHZ': row(
    'a private name was asked from outside its VPC',
    'name not found, or the public answer',
    'Add a resolver endpoint, or associate the zone.',
  ),
  'DNS-DENY': row(
    'a network policy does not let the lookup out',
    'a timeout of 5 s per attempt',
    'Allow UDP and TCP port 53 to the DNS pods.',
  ),
  'DNS-PPS': row(
    'the interface asks the VPC resolver more than 1,024 times a second',
    'some lookups that fail',
    'Run a DNS cache on the nodes; write names with a trailing dot.',
  ),
  // Routes and gateways
  'BGP-NOROUTE': row(
    'no autonomous system announces the address',
    'network unreachable, or a timeout',
    'Announce the prefix.',
  ),
  'VPC-NOROUTE': row(
    'the route table of the subnet has no route to the destination',
    timeout,
    "Add a route to the subnet's route table.",
  ),
  'VPC-BLACKHOLE': row('the route leads to a target that is gone', timeout, 'Point the route at a living target.'),
  'VPC-ASYM': row(
    'the reply crosses another stateful device than the request',
    timeout,
    'Make both ways cross the same device.',
  ),
  'IGW-NOPUB': row(
    'the internet gateway has no public address for the sender',
    timeout,
    'Give it an elastic address, or route through a NAT gateway.',
  ),
  'IGW-PRIV': row(
    'a public load balancer stands in a private subnet',
    timeout,
    'Place it in subnets with a route to an internet gateway.',
  ),
  'NAT-PORTS': row(
    'the NAT gateway has no free port for this destination',
    timeout,
    'Give it more addresses, or use more gateways.',
  ),
  'NAT-IDLE': row(
    'the NAT gateway forgot the idle connection',
    'a reset on the next packet',
    'Send keep-alives more often than every 350 s.',
  ),
  'NAT-FRAG': row('the NAT gateway drops fragments of this protocol', timeout, 'Let path MTU discovery work.'),
  'NAT-PEER': row('the route reaches a NAT gateway through a peering', timeout, 'Use a NAT gateway in the own VPC.'),
  'NAT-IN': row(
    'a NAT gateway lets in nothing but answers',
    timeout,
    'Ask a machine that has a public address of its own, or a load balancer.',
  ),
  'EIGW-IN': row(
    'an egress-only internet gateway lets in nothing but answers',
    timeout,
    'Route the subnet to an internet gateway if the Internet is to open connections to it.',
  ),
  'PEER-TRANS': row(
    'peering does not lead on to a third network',
    timeout,
    'Peer the two directly, or use a transit gateway.',
  ),
  'VPCE-PROTO': row(
    'the gateway endpoint does not take this protocol',
    timeout,
    'Ask the service over TCP, or by another way.',
  ),
  'TGW-ZONE': row(
    'the transit gateway has no interface in the zone of the sender',
    timeout,
    'Add a subnet of that zone to the attachment.',
  ),
  'TGW-NOASSOC': row(
    'the attachment is associated with no route table of the transit gateway',
    timeout,
    'Associate the attachment with a route table.',
  ),
  'TGW-NOROUTE': row(
    'the route table of the transit gateway has no route to the destination',
    timeout,
    'Add a route, or propagate the attachment of the destination to the table.',
  ),
  'VPN-DOWN': row(
    'the line to the network on premises is down',
    timeout,
    'Bring its tunnels up, or add a second line.',
  ),
  'VPC-BPA': row(
    'VPC Block Public Access does not let it pass',
    timeout,
    'Exclude the subnet or the VPC, or go by a NAT gateway.',
  ),
  // Packet filters
  'SG-IN': row(
    'no rule of the security groups lets it in',
    timeout,
    'Add an ingress rule for the source that the interface really sees.',
  ),
  'SG-OUT': row('no rule of the security groups lets it out', timeout, 'Add an egress rule for the destination.'),
  'SG-TRACK': row('the tracked connection expired', stalls, 'Send keep-alives.'),
  'NACL-IN': row(
    'the network ACL of the subnet does not let it in',
    timeout,
    'Allow it inbound, and the ephemeral ports of replies.',
  ),
  'NACL-OUT': row(
    'the network ACL of the subnet does not let it out',
    timeout,
    'Allow it outbound, and the ephemeral ports of replies.',
  ),
  SRCDST: row(
    'the packet is neither from nor to an address of the interface',
    timeout,
    'Mend the source translation, or switch the source/destination check off.',
  ),
  'ENI-NOIP': row('the address of the pod is not on the interface', timeout, 'Recreate the pod.'),
  // Linux
  'HOST-NOROUTE': row(
    'its routing table has no way to the destination',
    'network unreachable',
    'Add a route on this machine.',
  ),
  TTL: row(
    'the packet was forwarded more often than it may be',
    'an error at once, or a timeout',
    'Look for routes that lead in a circle.',
  ),
  MARTIAN: row(
    'a packet for a loopback address came from outside',
    timeout,
    'Send it to an address of the machine itself.',
  ),
  'SOCK-MISMATCH': row(
    'the answer comes from another address than the program asked',
    'a reset, or an answer that is thrown away',
    'Mend the translation, so that the reply takes it back.',
  ),
  CONNMARK: row(
    'the reply leaves by another interface than the request came in',
    timeout,
    'Switch the NodePort support of the network plugin on.',
  ),
  RPF: row('the strict reverse path check drops it', timeout, 'Set rp_filter to 2 (loose).'),
  'FWD-DROP': row('the FORWARD chain drops what no rule accepts', timeout, 'Set the policy of FORWARD to ACCEPT.'),
  'IPFWD-OFF': row('the machine does not forward packets', timeout, 'Set net.ipv4.ip_forward to 1.'),
  'EARLY-DEMUX': row(
    'a socket took the packet before it was routed to a branch interface',
    timeout,
    'Set DISABLE_TCP_EARLY_DEMUX true, as probes of pods with security groups need.',
  ),
  'CT-INVALID': row(
    'connection tracking calls the packet invalid',
    'a timeout, or a connection that opens and later hangs',
    'Let answers come back by the machine that saw the question; of packets outside of a window, set nf_conntrack_tcp_be_liberal to 1.',
  ),
  'CT-FULL': row(
    'the table of tracked connections is full',
    'new connections that time out',
    'Raise the limit, or take a larger machine.',
  ),
  BRNF: row(
    'the bridge does not pass packets to iptables, so the reply is not translated back',
    timeout,
    'Set bridge-nf-call-iptables to 1.',
  ),
  HAIRPIN: row(
    'a pod reached itself through its Service and the bridge does not turn the packet round',
    timeout,
    'Switch hairpin mode on.',
  ),
  'ARP-FAIL': row(
    'nobody answers for the next address',
    'host unreachable, after 3 s',
    'Check that the address stands on this link.',
  ),
  MTU: row(
    'the packet is larger than a link on the way, and the message that says so is lost',
    'small answers arrive, large ones hang',
    'Lower the MTU, or let ICMP type 3 code 4 through.',
  ),
  'ENC-PORT': row(
    'the tunnel between the nodes is blocked',
    'a timeout, only to other nodes',
    'Allow the port of the tunnel between the nodes.',
  ),
  // Services
  'SVC-NOEP': row(
    'the Service has no ready endpoint',
    refused,
    'Check that its selector matches the labels of ready pods.',
  ),
  'SVC-NOLOCAL': row(
    'the Service has no endpoint on this node',
    timeout,
    'Set externalTrafficPolicy Cluster, run a pod on every node, or let the balancer skip nodes without one.',
  ),
  'SVC-PORT': row(
    'the Service does not have this port',
    'a timeout (iptables) or a refused connection (nftables, IPVS)',
    'Use a port of the Service, or add this one.',
  ),
  'SVC-TARGETPORT': row(
    'nothing listens on the port',
    refused,
    'Set the target port to one that the container listens on.',
  ),
  'SVC-BIND127': row('the program listens on 127.0.0.1 only', refused, 'Let it listen on 0.0.0.0.'),
  'SVC-CIDR-OVERLAP': row(
    'a cluster address hides a real host',
    'the wrong peer, or a timeout',
    'Give the cluster another service CIDR.',
  ),
  'ADDR-OVERLAP': row(
    'another machine with the same address is nearer',
    'the wrong peer',
    'Give the two networks blocks that do not overlap.',
  ),
  'SVC-SRCRANGE': row(
    'loadBalancerSourceRanges leaves the client out',
    timeout,
    'Add the address of the client to the ranges.',
  ),
  'NP-RANGE': row(
    'the security group of the node does not let the NodePort in',
    timeout,
    'Allow the NodePort from the balancer or the client.',
  ),
  'NP-ADDR': row(
    'NodePorts are not served on this address of the node',
    'a refused connection or a timeout',
    'Use the primary address, or widen nodePortAddresses.',
  ),
  // Load balancers
  'LB-NOTARGET': row('the load balancer has no target', 'HTTP 503, or a timeout', 'Check the Service behind it.'),
  'LB-AZ-EMPTY': row(
    'the load balancer has no target in this zone',
    'a timeout at this address',
    'Switch cross-zone balancing on, or spread the pods.',
  ),
  'LB-UNHEALTHY': row(
    'health checks of the targets fail',
    'less capacity, later errors',
    'Mend the security group, path or code of the health check.',
  ),
  'LB-HC-HOST': row(
    'the program refuses the Host header of the health check',
    'HTTP 503',
    'Answer health checks on the default host.',
  ),
  'LB-HAIRPIN': row(
    'a target reached itself through its load balancer',
    'a timeout at some attempts',
    'Switch client address preservation off.',
  ),
  'LB-SOCKREUSE': row(
    'two connections with one client port meet at one target',
    'some resets',
    'Switch cross-zone balancing off.',
  ),
  'LB-SCHEME': row(
    'an internal load balancer was asked from the internet, or from a region that it does not serve',
    timeout,
    'Set the scheme to internet-facing, or let clients of other regions use it (global access).',
  ),
  'LB-RULE': row(
    'no rule of the load balancer matches the request',
    'HTTP 404 or 503',
    'Add a rule for the host and path.',
  ),
  'LB-TIMEOUT': row(
    'the program answers later than the load balancer waits',
    'HTTP 504',
    'Raise the idle timeout, or answer faster.',
  ),
  'LB-KEEPALIVE': row(
    'the program closes idle connections before the load balancer does',
    'HTTP 502 now and then',
    'Keep connections open for longer than 60 s.',
  ),
  'LB-TLS': row(
    'the two ends do not agree on TLS, or no certificate is for the host',
    'HTTP 400, HTTP 502 or a closed connection',
    'Use the protocol that the other end speaks, and a certificate for the host.',
  ),
  'LB-PP2': row(
    'the target does not expect the proxy protocol header',
    'HTTP 400, or no healthy target',
    'Switch proxy protocol on in the program, or off at the balancer.',
  ),
  'APP-RST': row(
    'the program resets the connection instead of answering',
    'a closed connection, or HTTP 502 from a load balancer',
    'Let the program answer.',
  ),
  'CLIENT-TIMEOUT': row(
    'the client gives up before the answer comes',
    'a timeout; an Application Load Balancer writes 460 into its log, nginx 499',
    'Answer faster, or let the client wait longer.',
  ),
  'GKE-FW': row(
    'no firewall rule of the network lets it through',
    'a timeout; behind a load balancer HTTP 502 or 503',
    'Add a firewall-rule that allows it; for load balancers from 130.211.0.0/22 and 35.191.0.0/16.',
  ),
  'GKE-READY': row(
    'the health path does not answer 200',
    'HTTP 502, of a regional balancer 503',
    'Set the readiness path, or answer 200 on it.',
  ),
  // Policies
  'NP-POL': row('a network policy does not allow it', timeout, 'Add a rule to the policy.'),
  'NP-STRICT': row(
    'strict mode drops everything until a policy allows it',
    'a timeout while the pod starts',
    'Write a policy, or leave strict mode.',
  ),
  'SGP-NODE': row("the pod's own security group does not allow it", timeout, 'Add the rule to the group of the pod.'),
  HOSTPORT: row(
    'two pods want the same port of the node',
    'a pod that never starts',
    'Use another host port, or another node.',
  ),
  'IPAM-EMPTY': row(
    'there is no free address for the pod',
    'a pod that never starts',
    'Use prefixes, a second CIDR, or a larger subnet.',
  ),
  'IMDS-HOP': row(
    'the answer of the metadata service may not travel to a pod',
    timeout,
    'Set the hop limit of the metadata service to 2.',
  ),
  ROLL: row(
    'the pod stopped before the balancer knew',
    'HTTP 502 or 504, or resets',
    'Add a readiness gate and a pause before stopping.',
  ),
  'ZONE-DOWN': row(
    'its zone is down',
    timeout,
    'Send to what stands in other zones, and let every zone have its own way out.',
  ),
  'API-REACH': row(
    'the node cannot reach the API server',
    'a node that is not ready',
    'Open the private endpoint, or add the address to the public list.',
  ),
  WEBHOOK: row(
    'the control plane cannot reach the port of the webhook',
    'requests to the API server that time out',
    'Allow the port from the security group of the cluster.',
  ),
  V4V6: row(
    'the two ends have no address family in common',
    'a refusal, or a timeout',
    'Put a dual-stack load balancer between them.',
  ),
} as const satisfies Record<CauseCode, { readonly title: string; readonly sees: string; readonly fix: string }>;
