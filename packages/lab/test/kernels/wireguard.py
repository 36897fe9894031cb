"""pod A — node A ═ node B — pod B, joined by WireGuard as flannel has it: the outer header, marks, sizes, and whom no peer has."""
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
                "link add name wg type wireguard",
                "link set wg mtu 1420 up",
                f"address add 10.244.{own}.0/32 dev wg",
                "route add 10.244.0.0/16 dev wg scope link",
            ]
            for letter, own in (("a", 1), ("b", 2))
        },
    },
)
keys = {own: run(f"node{own}", "wg genkey").strip() for own in "ab"}
public = {own: run(f"node{own}", "wg pubkey", keys[own]).strip() for own in "ab"}
for own, other, number in (("a", "b", 2), ("b", "a", 1)):
    with open(f"/run/key-{own}", "w", encoding="ascii") as file:
        file.write(keys[own])
    run(
        f"node{own}",
        f"wg set wg listen-port 51820 private-key /run/key-{own} peer {public[other]} endpoint 10.0.0.{number}:51820 allowed-ips 10.244.{number}.0/24",
    )
    sysctl("ipv4/ip_forward", 1, f"node{own}")
serve("podb", 8080)
dial("poda", "10.244.2.2", 8080)  # the keys are agreed on


def data(wire):
    """Messages of type 4: those that carry something (WireGuard, section 5.4.6)."""
    return [packet for packet in wire.packets if packet[9] == 17 and packet[28] == 4]


with Seen("nodeb", "eth0") as wire, Seen("podb", "eth0") as end:
    tell("pod to pod", ping("poda", "10.244.2.2", ttl=9, size=100, df=True))
outer = max(data(wire), key=len)  # others may be of the connection before
tell("outer", f"{header(outer)}, ports {struct.unpack('!HH', outer[20:24])}")
tell("bytes that it makes of 100", struct.unpack("!H", outer[2:4])[0])
tell("at the pod", f"ttl {end.first(1)[8]}")
with Seen("nodeb", "eth0") as wire:
    with opened("poda", "10.244.2.2", 8080, protocol="udp") as sock:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 0xB8)
        sock.send(b"x")
        sock.recv(100)
tell("outer of one with tos", header(data(wire)[-1]))
tell("ttl 2", ping("poda", "10.244.2.2", ttl=2, seconds=0.6))
with Seen("nodeb", "eth0") as wire:
    tell("1420 bytes", ping("poda", "10.244.2.2", size=1420, df=True))
tell("bytes that it makes of 1420", struct.unpack("!H", max(data(wire), key=len)[2:4])[0])
tell("1421 bytes", ping("poda", "10.244.2.2", size=1421, df=True))
tell("whom no peer has", ping("poda", "10.244.9.9", seconds=0.6))
tell("whom no peer has, a connection of a pod", dial("poda", "10.244.9.9", 80))
tell("whom no peer has, a datagram of the node", dial("nodea", "10.244.9.9", 80, protocol="udp"))
tell("whom no peer has, a connection of the node", dial("nodea", "10.244.9.9", 80))
tell("node to pod", dial("nodea", "10.244.2.2", 8080))
run("nodea", "nft 'add table ip t; add chain ip t p { type nat hook postrouting priority 100; }; add rule ip t p oifname wg snat to 10.0.0.1'")
tell("a source that its peer may not have", ping("poda", "10.244.2.2", seconds=0.6))
run("nodea", "nft delete table ip t")

run(
    "nodea",
    """nft -f - <<'N'
table ip met {
  counter inner_forward { }
  counter outer_output { }
  counter outer_marked { }
  chain p { type filter hook prerouting priority -150; iifname "veth0" meta mark set 0x4000; }
  chain f { type filter hook forward priority 0; oifname "wg" meta mark 0x4000 counter name inner_forward; }
  chain o { type filter hook output priority 0; udp dport 51820 counter name outer_output; udp dport 51820 meta mark 0x4000 counter name outer_marked; ct state new; }
}
N
conntrack -F 2>/dev/null""",
)
run(
    "nodeb",
    """nft -f - <<'N'
table ip met {
  counter outer_input { }
  counter inner_prerouting { }
  counter inner_marked { }
  chain p { type filter hook prerouting priority -150; udp dport 51820 meta mark set 0x77; iifname "wg" counter name inner_prerouting; iifname "wg" meta mark 0x77 counter name inner_marked; }
  chain i { type filter hook input priority 0; udp dport 51820 meta mark 0x77 counter name outer_input; }
}
N""",
)
ping("poda", "10.244.2.2")
for name, words in (("nodea", ("inner_forward", "outer_output", "outer_marked")), ("nodeb", ("outer_input", "inner_prerouting", "inner_marked"))):
    met = run(name, "nft list counters")
    tell(f"hooks of {name}", ", ".join(each for each in words if f"counter {each} {{\n\t\tpackets 0" not in met))
entries = [" ".join(word for word in line.split() if word[:4] in ("src=", "dst=") or word[1:5] == "port") for line in run("nodea", "conntrack -L -p udp 2>/dev/null").splitlines()]
tell("entries", "; ".join(entries))
