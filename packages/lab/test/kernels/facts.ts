/** What `ipvs.py` sees: the ways of mode IPVS that walks rely on. */
export const ipvs = `
round robin begins with the server added last = pod2, pod1, pod2
weight 0 takes no connection = pod1, pod1
at the server, from outside = ttl 63
at the server, from the node = ttl 63
ping with ttl 1 = reply from 10.96.0.10, ttl 64
a connection with ttl 1 = 11/0 from 10.96.0.10
a Service without servers = connection refused
a port without Service = connection refused
vs.conntrack=0, marked: the server sees = pod1 saw 10.1.0.2
vs.conntrack=0, hairpin = timeout
vs.conntrack=1, marked: the server sees = pod1 saw 10.244.1.1
hooks of a request = input, output, postrouting
answers pass FORWARD = yes
its entry = src=10.1.0.2 dst=10.96.0.10 dport=80 src=10.244.1.2 dst=10.244.1.1
vs.conntrack=1, from the node: the server sees = pod1 saw 10.244.1.1
hairpin = pod1 saw 10.244.1.1
hairpin without KUBE-LOOP-BACK = timeout
ping to the Service = reply from 10.96.0.10, ttl 64
ping with KUBE-IPVS-FILTER = 3/3 from 10.96.0.10
a port without Service with KUBE-IPVS-FILTER = connection refused
a Service with KUBE-IPVS-FILTER = pod1 saw 10.244.1.1
expire_nodest_conn=0 = weight 0: still; removed: timeout
expire_nodest_conn=1 = weight 0: still; removed: connection reset by peer
affinity, the next connections of a client = the same
affinity, weight 0, expire_quiescent_template=0 = the same
affinity, weight 0, expire_quiescent_template=1 = another
`;

/** What `tunnels.py` sees. */
export const tunnels = `
ipip, pod to pod = podb saw 10.244.1.2
ipip, outer = 10.0.0.1 > 10.0.0.2, ttl 63, tos 0x0, df
ipip, inner = 10.244.1.2 > 10.244.2.2, ttl 63, tos 0x0, df
ipip, bytes that it adds = 20
ipip, at the pod = ttl 62
ipip, node to pod = podb saw 10.244.1.1
ipip, outer of the node's own = 10.0.0.1 > 10.0.0.2, ttl 64, tos 0x0, df
ipip, outer of one with tos and without df = 10.0.0.1 > 10.0.0.2, ttl 63, tos 0x0, no df
ipip of \`ip link add\`, outer of one without df = 10.0.0.1 > 10.0.0.2, ttl 64, tos 0x0, df
ipip, ttl 2 = 11/0 from 10.244.2.1
ipip, ttl 3 = reply from 10.244.2.2, ttl 62
ipip, 1480 bytes = reply from 10.244.2.2, ttl 62
ipip, 1481 bytes = 3/4 from 10.244.1.3, mtu 1480
ipip, hooks of the sending node = inner_forward, outer_output
ipip, entries = src=10.0.0.1 dst=10.0.0.2 src=10.0.0.2 dst=10.0.0.1; src=10.244.1.2 dst=10.244.2.2 src=10.244.2.2 dst=10.244.1.2
geneve, ping with ttl 9 = reply from 10.245.0.2, ttl 64
geneve, outer = 10.0.0.1 > 10.0.0.2, ttl 64, tos 0x0, no df, port 6081
`;

/** What `wireguard.py` sees. */
export const wireguard = `
pod to pod = reply from 10.244.2.2, ttl 62
outer = 10.0.0.1 > 10.0.0.2, ttl 64, tos 0x0, no df, ports (51820, 51820)
bytes that it makes of 100 = 172
at the pod = ttl 7
outer of one with tos = 10.0.0.1 > 10.0.0.2, ttl 64, tos 0x0, no df
ttl 2 = 11/0 from 10.244.2.0
1420 bytes = reply from 10.244.2.2, ttl 62
bytes that it makes of 1420 = 1480
1421 bytes = 3/4 from 10.244.1.3, mtu 1420
whom no peer has = 3/1 from 10.244.1.3
whom no peer has, a connection of a pod = no route to host
whom no peer has, a datagram of the node = required key not available
whom no peer has, a connection of the node = no route to host
node to pod = podb saw 10.244.1.0
a source that its peer may not have = silence
hooks of nodea = inner_forward, outer_output
hooks of nodeb = outer_input, inner_prerouting
entries = src=10.0.0.1 dst=10.0.0.2 sport=51820 dport=51820 src=10.0.0.2 dst=10.0.0.1 sport=51820 dport=51820
`;
