"""client — node with IPVS and kube-proxy's rules — pod1, pod2: what a packet to a Service of mode IPVS meets."""
import socket
import time

from lab_facts import Seen, dial, opened, ping, run, serve, sysctl, tell, told, up

VIP = "10.96.0.10"
up(
    ["client", "node", "pod1", "pod2"],
    [
        "client eth0 10.1.0.2/24 node eth0 10.1.0.1/24",
        "pod1 eth0 10.244.1.2/24 node veth1 10.244.1.1/24",
        "pod2 eth0 10.244.2.2/24 node veth2 10.244.2.1/24",
    ],
    {
        "client": ["route add default via 10.1.0.1"],
        "pod1": ["route add default via 10.244.1.1"],
        "pod2": ["route add default via 10.244.2.1"],
        # kube-proxy leaves it down: its address is local all the same
        "node": ["link add kube-ipvs0 type dummy", f"address add {VIP}/32 dev kube-ipvs0"],
    },
)
sysctl("ipv4/ip_forward", 1, "node")
servers = "".join(f"-a -t {VIP}:80 -r 10.244.{at}.2:8080 -m\n" for at in (1, 2))
run("node", "ipvsadm -R", f"-A -t {VIP}:80 -s rr\n{servers}-A -t {VIP}:82 -s rr\n")
serve("pod1", 8080)
serve("pod2", 8080)


def vs(name, value):
    sysctl(f"ipv4/vs/{name}", value, "node")


def names(seen):
    return ", ".join(each.split()[0] for each in seen)


tell("round robin begins with the server added last", names([dial("client", VIP, 80) for _ in range(3)]))
run("node", f"ipvsadm -e -t {VIP}:80 -r 10.244.2.2:8080 -m -w 0")
tell("weight 0 takes no connection", names([dial("client", VIP, 80) for _ in range(2)]))
run("node", f"ipvsadm -d -t {VIP}:80 -r 10.244.2.2:8080")
# from here on pod1 is the only server, so that every answer is known

with Seen("pod1", "eth0") as seen:
    dial("client", VIP, 80)
tell("at the server, from outside", f"ttl {seen.first(6)[8]}")
with Seen("pod1", "eth0") as seen:
    dial("node", VIP, 80)
tell("at the server, from the node", f"ttl {seen.first(6)[8]}")
tell("ping with ttl 1", ping("client", VIP, ttl=1))
with Seen("client", "eth0") as seen:
    dial("client", VIP, 80, ttl=1, seconds=0.5)
error = seen.first(1)
tell("a connection with ttl 1", f"{error[20]}/{error[21]} from {socket.inet_ntoa(error[12:16])}")
tell("a Service without servers", dial("client", VIP, 82))
tell("a port without Service", dial("client", VIP, 81))

run(
    "node",
    """ipset restore <<'S'
create KUBE-CLUSTER-IP hash:ip,port
add KUBE-CLUSTER-IP 10.96.0.10,tcp:80
create KUBE-LOOP-BACK hash:ip,port,ip
add KUBE-LOOP-BACK 10.244.1.2,tcp:8080,10.244.1.2
create KUBE-IPVS-IPS hash:ip
add KUBE-IPVS-IPS 10.96.0.10
S
nft -f - <<'N'
table ip met {
  counter input { }
  counter forward { }
  counter output { }
  counter postrouting { }
  counter back { }
  chain a { type filter hook input priority 0; tcp dport 80 counter name input; }
  chain b { type filter hook forward priority 0; tcp dport { 80, 8080 } counter name forward; tcp sport 8080 counter name back; }
  chain c { type filter hook output priority 0; tcp dport 8080 counter name output; }
  chain d { type filter hook postrouting priority 0; tcp dport 8080 counter name postrouting; }
}
N
iptables-nft-restore <<'R'
*nat
:KUBE-SERVICES -
:KUBE-MARK-MASQ -
:KUBE-POSTROUTING -
-A PREROUTING -j KUBE-SERVICES
-A OUTPUT -j KUBE-SERVICES
-A POSTROUTING -j KUBE-POSTROUTING
-A KUBE-SERVICES ! -s 10.244.0.0/16 -m set --match-set KUBE-CLUSTER-IP dst,dst -j KUBE-MARK-MASQ
-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
-A KUBE-POSTROUTING -m set --match-set KUBE-LOOP-BACK dst,dst,src -j MASQUERADE
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MASQUERADE
COMMIT
R""",
)
vs("conntrack", 0)
tell("vs.conntrack=0, marked: the server sees", dial("client", VIP, 80))
tell("vs.conntrack=0, hairpin", dial("pod1", VIP, 80, seconds=0.8))
vs("conntrack", 1)
run("node", "conntrack -F; nft reset counters >/dev/null")
tell("vs.conntrack=1, marked: the server sees", dial("client", VIP, 80))
met = run("node", "nft -s list counters; nft reset counters")
tell("hooks of a request", ", ".join(each for each in ("input", "forward", "output", "postrouting") if f"counter {each} {{\n\t\tpackets 0" not in met))
tell("answers pass FORWARD", "no" if "counter back {\n\t\tpackets 0" in met else "yes")
entry = next(line for line in run("node", "conntrack -L -p tcp 2>/dev/null").splitlines() if "dport=80 " in line)
tell("its entry", " ".join(word for word in entry.split() if word[:4] in ("src=", "dst=") or word == "dport=80"))
tell("vs.conntrack=1, from the node: the server sees", dial("node", VIP, 80))
tell("hairpin", dial("pod1", VIP, 80))
run("node", "iptables-nft -t nat -D KUBE-POSTROUTING 1")
tell("hairpin without KUBE-LOOP-BACK", dial("pod1", VIP, 80, seconds=0.8))

tell("ping to the Service", ping("client", VIP))
run(
    "node",
    """iptables-nft-restore -n <<'R'
*filter
:KUBE-IPVS-FILTER -
-A INPUT -j KUBE-IPVS-FILTER
-A KUBE-IPVS-FILTER -m set --match-set KUBE-CLUSTER-IP dst,dst -j RETURN
-A KUBE-IPVS-FILTER -m conntrack --ctstate NEW -m set --match-set KUBE-IPVS-IPS dst -j REJECT
COMMIT
R""",
)
tell("ping with KUBE-IPVS-FILTER", ping("client", VIP, seconds=0.8))
tell("a port without Service with KUBE-IPVS-FILTER", dial("client", VIP, 81))
tell("a Service with KUBE-IPVS-FILTER", dial("client", VIP, 80))


def removed():
    """What a connection meets whose server is taken away."""
    with opened("client", VIP, 80, seconds=0.8) as sock:
        sock.recv(100)
        run("node", f"ipvsadm -e -t {VIP}:80 -r 10.244.1.2:8080 -m -w 0")
        sock.send(b"still")
        first = sock.recv(100).decode()
        run("node", f"ipvsadm -d -t {VIP}:80 -r 10.244.1.2:8080")
        try:
            for _ in range(2):
                sock.send(b"gone")
                sock.recv(100)
                time.sleep(0.05)
            after = "answered"
        except OSError as error:
            after = told(error)
    run("node", f"ipvsadm -a -t {VIP}:80 -r 10.244.1.2:8080 -m")
    return f"weight 0: {first}; removed: {after}"


vs("expire_nodest_conn", 0)
tell("expire_nodest_conn=0", removed())
vs("expire_nodest_conn", 1)
tell("expire_nodest_conn=1", removed())


def two(change=""):
    """Two connections of one client to a Service with affinity, and what is done between them to the server of the first."""
    run("node", f"ipvsadm -E -t {VIP}:80 -s rr -p 300")
    first = dial("client", VIP, 80).split()[0]
    if change:
        run("node", f"ipvsadm -e -t {VIP}:80 -r 10.244.{first[-1]}.2:8080 -m {change}")
    others = {dial("client", VIP, 80).split()[0] for _ in range(4)}
    run("node", f"ipvsadm -e -t {VIP}:80 -r 10.244.{first[-1]}.2:8080 -m -w 1; ipvsadm -E -t {VIP}:80 -s rr")
    return "the same" if others == {first} else "another" if len(others) == 1 and first not in others else "both"


tell("affinity, the next connections of a client", two())
vs("expire_quiescent_template", 0)
tell("affinity, weight 0, expire_quiescent_template=0", two("-w 0"))
vs("expire_quiescent_template", 1)
tell("affinity, weight 0, expire_quiescent_template=1", two("-w 0"))
