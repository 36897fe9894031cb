"""pod A — node A ═ node B — pod B, joined by IPIP and by Geneve: both headers of a packet, sizes, entries and hooks."""
import socket
import struct

from lab_facts import Seen, dial, header, opened, ping, run, serve, sysctl, tell, up

names = ["poda", "nodea", "nodeb", "podb"]
up(
    names,
    [
        "nodea eth0 10.0.0.1/24 nodeb eth0 10.0.0.2/24",
        "poda eth0 10.244.1.2/24 nodea veth0 10.244.1.3/24",
        "podb eth0 10.244.2.2/24 nodeb veth0 10.244.2.3/24",
    ],
    {
        "poda": ["route add default via 10.244.1.3"],
        "podb": ["route add default via 10.244.2.3"],
        **{
            f"node{letter}": [
                # one without ends and without DF of its own, as is the kernel's, which Calico takes
                "link add name tunl0 type ipip nopmtudisc",
                "link set tunl0 mtu 1480 up",
                f"address add 10.244.{own}.1/32 dev tunl0",
                f"route add 10.244.{other}.0/24 via 10.0.0.{other} dev tunl0 onlink",
                # and one that somebody made
                f"link add t0 type ipip local 10.0.0.{own} remote 10.0.0.{other}",
                f"address add 10.246.0.{own}/24 dev t0",
                "link set t0 mtu 1480 up",
                f"link add g0 address 02:00:00:00:ee:0{own} type geneve id 7 remote 10.0.0.{other}",
                "link set g0 mtu 1450 up",
                f"address add 10.245.0.{own}/24 dev g0",
                f"neighbour add 10.245.0.{other} lladdr 02:00:00:00:ee:0{other} dev g0 nud permanent",
            ]
            for letter, own, other in (("a", 1, 2), ("b", 2, 1))
        },
    },
)
for name in ("nodea", "nodeb"):
    sysctl("ipv4/ip_forward", 1, name)
serve("podb", 8080)

with Seen("nodeb", "eth0") as wire, Seen("podb", "eth0") as end:
    tell("ipip, pod to pod", dial("poda", "10.244.2.2", 8080))
outer = wire.first(4)
tell("ipip, outer", header(outer))
tell("ipip, inner", header(outer[20:]))
tell("ipip, bytes that it adds", struct.unpack("!H", outer[2:4])[0] - struct.unpack("!H", outer[22:24])[0])
tell("ipip, at the pod", f"ttl {end.first(6)[8]}")
with Seen("nodeb", "eth0") as wire:
    tell("ipip, node to pod", dial("nodea", "10.244.2.2", 8080))
tell("ipip, outer of the node's own", header(wire.first(4)))
with Seen("nodeb", "eth0") as wire:
    with opened("poda", "10.244.2.2", 8080, protocol="udp") as sock:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 0xB8)
        sock.setsockopt(socket.IPPROTO_IP, 10, 0)  # IP_MTU_DISCOVER: no DF
        sock.send(b"x")
        sock.recv(100)
tell("ipip, outer of one with tos and without df", header(wire.first(4)))
with Seen("nodeb", "eth0") as wire:
    ping("nodea", "10.246.0.2")
tell("ipip of `ip link add`, outer of one without df", header(wire.first(4)))
tell("ipip, ttl 2", ping("poda", "10.244.2.2", ttl=2, seconds=0.6))
tell("ipip, ttl 3", ping("poda", "10.244.2.2", ttl=3))
tell("ipip, 1480 bytes", ping("poda", "10.244.2.2", size=1480, df=True))
tell("ipip, 1481 bytes", ping("poda", "10.244.2.2", size=1481, df=True))

run(
    "nodea",
    """nft -f - <<'N'
table ip met {
  counter outer_output { }
  counter outer_forward { }
  counter inner_forward { }
  counter inner_output { }
  chain c { type filter hook output priority 0; ip protocol 4 counter name outer_output; tcp dport 8080 counter name inner_output; ct state new; }
  chain f { type filter hook forward priority 0; ip protocol 4 counter name outer_forward; tcp dport 8080 counter name inner_forward; }
}
N
conntrack -F 2>/dev/null""",
)
dial("poda", "10.244.2.2", 8080)
met = run("nodea", "nft list counters")
tell("ipip, hooks of the sending node", ", ".join(each for each in ("inner_forward", "inner_output", "outer_forward", "outer_output") if f"counter {each} {{\n\t\tpackets 0" not in met))
entries = [" ".join(word for word in line.split() if word[:4] in ("src=", "dst=")) for line in run("nodea", "conntrack -L 2>/dev/null").splitlines()]
tell("ipip, entries", "; ".join(sorted({entry for entry in entries if "10.244" in entry or "10.0.0" in entry})))

with Seen("nodeb", "eth0") as wire:
    tell("geneve, ping with ttl 9", ping("nodea", "10.245.0.2", ttl=9))
outer = wire.first(17)
tell("geneve, outer", f"{header(outer)}, port {struct.unpack('!H', outer[22:24])[0]}")
