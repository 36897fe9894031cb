"""Builds the namespaces of a plan, sends its flows, and prints what every interface saw.

Each plan runs in a process with network and mount namespaces of its own, inside those of `unshare`: nothing outside is
touched, and everything is gone when the process ends, however it ends. Input: `{plans, jobs}` as JSON on standard
input. Output: a list of `{seen}` or `{error}`, in the order of the plans.
"""
import concurrent.futures
import ctypes
import fcntl
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True  # its own folder stays as it is
import lab_cases  # noqa: E402
import lab_ebpf  # noqa: E402
import lab_names  # noqa: E402
import lab_nginx  # noqa: E402
import lab_relay  # noqa: E402

libc = ctypes.CDLL("libc.so.6", use_errno=True)
CLONE_NEWNET = 0x40000000
CLONE_NEWNS = 0x00020000
SO_TIMESTAMPNS = 35
SO_RCVBUFFORCE = 33
ARPHRD_BARE = (768, 65534)  # IP in IP, and what has no kind (WireGuard)
NO_FRAME = bytes(12) + b"\x08\x00"
ETH_P_ALL = 3
fds = {}


def setns(fd):
    if libc.setns(fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def enter(name):
    setns(fds[name])


def run(argv, text=None, namespace=None):
    """The output of a command. This thread enters its namespace, not the child: so no function has to run in the child, which then shares
    the memory of this program until it is another one (vfork). In user-mode Linux a copy of it takes longer than the command."""
    if namespace is not None:
        enter(namespace)
    try:
        done = subprocess.run(argv, input=text, capture_output=True, text=True)
    finally:
        if namespace is not None:
            enter_home()
    if done.returncode != 0:
        where = "" if namespace is None else f" in {namespace}"
        raise RuntimeError(f"{' '.join(argv)}{where}: {done.stderr.strip()}")
    return done.stdout


def build(plan):
    if libc.mount(b"tmpfs", b"/run", b"tmpfs", 0, None) != 0:
        raise OSError(ctypes.get_errno(), "mount /run")
    os.makedirs("/run/netns", exist_ok=True)
    names = [each["name"] for each in plan["namespaces"]]
    with_six = {each["name"] for each in plan["namespaces"] if "ip6" in each}
    run(["ip", "-batch", "-"], "".join(f"netns add {name}\n" for name in names))
    for name in names:
        fds[name] = os.open(f"/run/netns/{name}", os.O_RDONLY)
    for name in names:
        enter(name)
        for which in ("all", "default"):
            # every interface gets a link-local address, at once: nobody asks whether another has it
            write(f"net/ipv6/conf/{which}/accept_dad", "0", True)
            write(f"net/ipv6/conf/{which}/accept_ra", "0", True)
            write(f"net/ipv6/conf/{which}/disable_ipv6", "0" if name in with_six else "1", True)
        # duplicate address detection and the like would only add noise
        write("net/ipv4/conf/default/rp_filter", "0")
        write("net/ipv4/icmp_msgs_per_sec", "100000", True)
        write("net/ipv4/icmp_msgs_burst", "10000", True)
    enter_home()
    run(["ip", "-batch", "-"], "".join(f"{line}\n" for line in plan["links"]))
    draw_keys(plan["namespaces"])
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for done in [pool.submit(furnish, each, plan["backend"]) for each in plan["namespaces"]]:
            done.result()
    wait_for_lines(names)


def wait_for_lines(names):
    """Until every line that is up carries: on a busy machine the kernel sees that late, and drops what is sent before."""
    end = time.monotonic() + 1
    for name in names:
        enter(name)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for _, line in socket.if_nameindex():
                while not carries(sock, line) and time.monotonic() < end:
                    time.sleep(0.002)
    enter_home()


def carries(sock, line):
    """SIOCGIFFLAGS: IFF_RUNNING of what is IFF_UP."""
    flags = struct.unpack("16sh", fcntl.ioctl(sock, 0x8913, struct.pack("16sh14x", line.encode(), 0))[:18])[1]
    return not flags & 1 or bool(flags & 0x40)


def furnish(each, backend):
    """Everything that is inside of one namespace. Runs in a thread of its own, which alone changes its namespace."""
    name = each["name"]
    for line in each.get("found", []):
        found(name, line)
    if each["ip"]:
        run(["ip", "-n", name, "-batch", "-"], "".join(f"{line}\n" for line in each["ip"]))
    if each.get("ip6"):
        run(["ip", "-6", "-n", name, "-batch", "-"], "".join(f"{line}\n" for line in each["ip6"]))
    if each["bridge"]:
        run(["bridge", "-n", name, "-batch", "-"], "".join(f"{line}\n" for line in each["bridge"]))
    enter(name)
    for path, value in each["sysctls"]:
        write(path, value)
    enter_home()
    for end in each.get("wireguard", []):
        seal(name, end)
    if each.get("ipset"):
        run(["ipset", "restore"], each["ipset"], name)
    if each.get("ipvs"):
        run(["ipvsadm", "-R"], each["ipvs"], name)
    if each.get("iptables"):
        run([f"iptables-{backend}-restore"], each["iptables"], name)
    if each.get("ip6tables"):
        run([f"ip6tables-{backend}-restore"], each["ip6tables"], name)
    if each.get("nft"):
        run(["nft", "-f", "-"], each["nft"], name)


keys = {}


def draw_keys(namespaces):
    """A key for everybody who is called in them: WireGuard's are drawn by each machine."""
    for each in namespaces:
        for end in each.get("wireguard", []):
            for whose in [end["key"], *(peer["key"] for peer in end["peers"])]:
                if whose not in keys:
                    private = run(["wg", "genkey"])
                    keys[whose] = (private, run(["wg", "pubkey"], private).strip())


def seal(name, end):
    """One end of WireGuard: its key, its port, and its peers."""
    words = ["wg", "set", end["interface"], "listen-port", str(end["port"]), "private-key", "/proc/self/fd/0"]
    for peer in end["peers"]:
        words += ["peer", keys[peer["key"]][1], "endpoint", peer["endpoint"], "allowed-ips", peer["allowed"]]
    run(words, keys[end["key"]][0], name)


def found(name, line):
    """Makes an interface that the kernel makes itself where it has its module."""
    try:
        run(["ip", "-n", name, *line.split()])
    except RuntimeError as error:
        if "File exists" not in str(error):
            raise


def write(path, value, optional=False):
    try:
        with open(f"/proc/sys/{path}", "w", encoding="ascii") as file:
            file.write(value)
    except OSError as error:
        if not optional:
            raise RuntimeError(f"sysctl {path} = {value}: {error.strerror}") from error


home = -1


def enter_home():
    setns(home)


class Sniffer(threading.Thread):
    """One AF_PACKET socket for all interfaces of each namespace of a device, in both directions."""

    def __init__(self, plan):
        super().__init__(daemon=True)
        self.selector = selectors.DefaultSelector()
        self.seen = []
        self.ending = False
        for each in plan["namespaces"]:
            if "device" not in each:
                continue
            enter(each["name"])
            sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
            try:
                sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
            except PermissionError:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            sock.setblocking(False)
            self.selector.register(sock, selectors.EVENT_READ, each["name"])
        enter_home()

    def run(self):
        while True:
            ready = self.selector.select(0.05)
            if not ready and self.ending:
                return
            for key, _ in ready:
                self.drain(key.fileobj, key.data)

    def drain(self, sock, name):
        while True:
            try:
                data, ancillary, _, address = sock.recvmsg(2048, 64)
            except BlockingIOError:
                return
            if address[3] in ARPHRD_BARE:  # bare packets: no frame around them
                data = NO_FRAME + data
            if len(data) < 34 or data[12:14] not in (b"\x08\x00", b"\x86\xdd"):
                continue
            stamp = 0
            for level, kind, value in ancillary:
                if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
                    seconds, nanoseconds = struct.unpack("qq", value[:16])
                    stamp = seconds * 1_000_000_000 + nanoseconds
            self.seen.append((stamp, len(self.seen), name, address[0], address[2], data))

    def finish(self):
        self.ending = True
        self.join()
        return [
            {"namespace": name, "interface": interface, "type": kind, "at": stamp, "frame": data.hex()}
            for stamp, _, name, interface, kind, data in sorted(self.seen)
        ]


def passing(each, plan, connection):
    """What a relay does with a connection that it accepted: opens its own, and passes on what is said there."""
    enter(each["namespace"])
    with connection:
        try:
            if "http" in each["relay"]:
                lab_relay.pass_request(connection, each["relay"], plan)
            else:
                lab_relay.pass_bytes(connection, each["relay"], plan)
        except OSError:
            pass  # the client was faster with its end


def answering(each, plan, connection):
    """What a server does with somebody who asks."""
    with connection:
        try:
            lab_relay.answer_request(connection, each, plan)
        except OSError:
            pass  # the client was faster with its end


def relay(each, sock, plan):
    """Accepts for ever, a thread for each connection."""
    sock.setblocking(True)
    while True:
        try:
            connection, _ = sock.accept()
        except OSError:
            continue  # the client was faster with its end
        threading.Thread(target=passing, args=(each, plan, connection), daemon=True).start()


def asking(plan):
    """Whether something is asked for on a connection: there the client speaks first. Its segment size tells whose it is."""
    strides = [each["relay"]["stride"] for each in plan["servers"] if "relay" in each]
    legs = [leg * strides[0] for leg in range(8)] if strides else [0]
    known = {flow["segment"] + leg: "request" in flow for flow in plan["flows"] for leg in legs}
    # an nginx announces the size of its interface
    return lambda connection: known.get(lab_relay.announced(connection), bool(plan.get("nginx")))


def listening_at(servers, with_six):
    """Each server with the addresses that it binds: all of its machine are those of both families."""
    for each in servers:
        if "address" in each:
            yield each, each["address"]
            continue
        yield each, "0.0.0.0"
        if each["namespace"] in with_six:
            yield each, "::"


def serve(plan):
    """Sockets that listen where the plan says; one thread answers all of them, and one each relay's."""
    selector = selectors.DefaultSelector()
    asked = asking(plan)
    with_six = {each["name"] for each in plan["namespaces"] if "ip6" in each}
    for each, address in listening_at(plan["servers"], with_six):
        enter(each["namespace"])
        kind = socket.SOCK_STREAM if each["protocol"] == "tcp" else socket.SOCK_DGRAM
        six = ":" in address
        sock = socket.socket(socket.AF_INET6 if six else socket.AF_INET, kind)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if six:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_DGRAM:
            # IP_PKTINFO, IPV6_RECVPKTINFO: the answer leaves from where the question came to
            sock.setsockopt(*((socket.IPPROTO_IPV6, 49) if six else (socket.IPPROTO_IP, 8)), 1)
        sock.bind((address, each["port"]))
        if kind == socket.SOCK_STREAM:
            sock.listen(64)
        if "relay" in each:
            threading.Thread(target=relay, args=(each, sock, plan), daemon=True).start()
            continue
        sock.setblocking(False)
        selector.register(sock, selectors.EVENT_READ, (each["protocol"], each))
    enter_home()

    def loop():
        while True:
            for key, _ in selector.select():
                protocol, each = key.data
                if protocol == "tcp":
                    try:
                        connection, _ = key.fileobj.accept()
                        if asked(connection):
                            threading.Thread(target=answering, args=(each, plan, connection), daemon=True).start()
                            continue
                        with connection:
                            connection.send(each["namespace"].encode())
                    except OSError:
                        continue  # the client was faster with its end
                else:
                    data, ancillary, _, peer = key.fileobj.recvmsg(1 << 16, 64)
                    info = [(level, kind, value) for level, kind, value in ancillary if (level, kind) == (socket.IPPROTO_IP, 8)]
                    own = struct.pack("=I4s4s", 0, info[0][2][8:12], b"\0\0\0\0") if info else None
                    control = [(socket.IPPROTO_IP, 8, own)] if own else []
                    # struct in6_pktinfo goes back as it came, but by any interface
                    control += [(level, kind, value[:16] + bytes(4)) for level, kind, value in ancillary if (level, kind) == (socket.IPPROTO_IPV6, 50)]
                    key.fileobj.sendmsg([b"answer " + data.rstrip(b"\0")], control, 0, peer)

    threading.Thread(target=loop, daemon=True).start()


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def failed(error):
    """What a call's error tells the program: EPERM, EINVAL (a blackhole route), EMSGSIZE, ENETUNREACH, EHOSTUNREACH and ENOKEY (WireGuard) have words of their own."""
    return {1: "not-permitted", 22: "unreachable", 90: "unreachable", 101: "unreachable", 113: "unreachable", 126: "unreachable"}.get(error.errno, f"error {error.errno}")


def ping6(flow, patience):
    """The same of IPv6: the kernel makes the checksum, and says nothing of the header."""
    words = f"netk {flow['id']}".encode()
    request = struct.pack("!BBHHH", 128, 0, 0, flow["sport"], 1) + words
    end = time.monotonic() + patience / 1000
    with socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6) as sock:
        enter_home()
        try:
            sock.sendto(request, (flow["dst"], 0))
            while time.monotonic() < end:
                sock.settimeout(max(0.001, end - time.monotonic()))
                body, sender = sock.recvfrom(2048)
                if body[0] == 129 and body[8:] == words and sender[0] == flow["dst"]:
                    return "ok"
                if body[0] in (1, 2, 3) and words in body:
                    return "refused" if body[:2] == b"\x01\x04" else "unreachable"
        except (socket.timeout, TimeoutError):
            pass
        except OSError as error:
            return failed(error)
    return "timeout"


def ping(flow, patience):
    """One echo request; an answer counts when it carries the same words."""
    words = f"netk {flow['id']}".encode()
    words += b"\0" * (len(words) % 2)
    head = struct.pack("!BBHHH", 8, 0, 0, flow["sport"], 1)
    request = struct.pack("!BBHHH", 8, 0, checksum(head + words), flow["sport"], 1) + words
    end = time.monotonic() + patience / 1000
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sock:
        enter_home()
        try:
            sock.sendto(request, (flow["dst"], 0))
            while time.monotonic() < end:
                sock.settimeout(max(0.001, end - time.monotonic()))
                packet, sender = sock.recvfrom(2048)
                body = packet[(packet[0] & 15) * 4 :]
                if body[0] == 0 and body[8:] == words and sender[0] == flow["dst"]:
                    return "ok"
                if body[0] in (3, 11) and words in body:
                    return "refused" if body[:2] == b"\x03\x03" else "unreachable"
        except (socket.timeout, TimeoutError):
            pass
        except OSError as error:
            return failed(error)
    return "timeout"


def words(flow, sock):
    """What a datagram says: whose it is, and as many bytes more as it wants to be large."""
    text = f"netk {flow['id']}".encode()
    size = flow.get("size")
    if size:
        sock.setsockopt(socket.IPPROTO_IP, 10, 2 if size["df"] else 0)  # IP_MTU_DISCOVER: do, don't
        text = text.ljust(size["bytes"] - 28, b"\0")
    return text


gave_up = {}


def told_later(flow, sock):
    """Over IPv6 an error that comes while its SYN is still on its way out is not told to the program, but what its second SYN
    meets after a second is (tcp_ipv6.c, tcp_v6_err: the socket is busy; seen on 6.18, and not of IPv4)."""
    gave_up[flow["id"]] = time.time_ns()
    waiting = selectors.DefaultSelector()
    waiting.register(sock, selectors.EVENT_WRITE)
    if not waiting.select(1.4):
        return "timeout"
    error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return "refused" if error == 111 else "timeout" if error == 0 else failed(OSError(error, ""))


def dial(flow, patience):
    """One connection as a program makes it; gives what the program sees, and a pair where it is redirected."""
    enter(flow["namespace"])
    if flow["protocol"] == "icmp":
        return ping(flow, patience)
    if flow["protocol"] == "icmpv6":
        return ping6(flow, patience)
    kind = socket.SOCK_STREAM if flow["protocol"] == "tcp" else socket.SOCK_DGRAM
    six = ":" in flow["dst"]
    sock = socket.socket(socket.AF_INET6 if six else socket.AF_INET, kind)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if "mark" in flow:
            sock.setsockopt(socket.SOL_SOCKET, 36, flow["mark"])  # SO_MARK
        own = flow["src"] if flow.get("binds") else "::" if six else "0.0.0.0"
        sock.bind((own, flow["sport"]))
        if kind == socket.SOCK_STREAM:
            # the SYN says whose it is, whatever is translated on its way
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, flow["segment"])
        sock.settimeout(patience / 1000)
        try:
            sock.connect((flow["dst"], flow["dport"]))
            if kind == socket.SOCK_DGRAM:
                sock.send(words(flow, sock))
                sock.recv(2048)
            elif "request" in flow:
                return lab_relay.ask(sock, flow["request"])
            elif flow.get("listens"):
                return "ok" if sock.recv(2048) else "closed"
            return "ok"
        except ConnectionResetError:
            return "closed"
        except (socket.timeout, TimeoutError):
            return told_later(flow, sock) if six and kind == socket.SOCK_STREAM else "timeout"
        except ConnectionRefusedError:
            return "refused"
        except OSError as error:
            return failed(error)
    finally:
        linger = struct.pack("ii", 1, 0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        sock.close()
        enter_home()


def inside(name):
    """What a program does first that is started in a namespace: it enters it, and dies with whoever started it."""
    libc.prctl(1, signal.SIGKILL)
    enter(name)


def watching(chain):
    """A tunnel's packets are of UDP, whatever they carry: only the first of a flow is followed, as of TCP only the SYN is."""
    known = "ip saddr . udp sport . ip daddr . udp dport"
    return f"""  set seen_{chain} {{ type ipv4_addr . inet_service . ipv4_addr . inet_service; flags dynamic; size 65535; }}
  chain {chain} {{ type filter hook {chain} priority -350;
    tcp flags & (syn|ack|rst) == syn meta nftrace set 1
    meta l4proto udp {known} != @seen_{chain} add @seen_{chain} {{ {known} }} meta nftrace set 1
  }}
"""


WATCH = f"table ip watch {{\n{watching('prerouting')}{watching('output')}}}\n"


def watch(plan):
    """Lets the kernel tell each rule that a first packet meets; gives monitors and the files that they write."""
    monitors = {}

    for each in plan["namespaces"]:
        if not each.get("iptables"):
            continue
        name = each["name"]
        run(["nft", "-f", "-"], WATCH, name)
        said = tempfile.TemporaryFile("w+", encoding="utf8")  # a pipe that nobody reads would fill up
        command = ["stdbuf", "-oL", "xtables-monitor", "--trace"]
        if each.get("monitor") == "nft":
            said.write(run(["nft", "-a", "list", "ruleset"], None, name))
            said.flush()
            command = ["stdbuf", "-oL", "nft", "-a", "monitor", "trace"]
        monitor = subprocess.Popen(command, stdout=said, stderr=said, preexec_fn=lambda name=name: inside(name))
        monitors[name] = (monitor, said)
    for monitor, _ in monitors.values():
        wait_until(lambda monitor=monitor: any(listening(monitor)))
    return monitors


def listening(monitor):
    """For each socket by which a monitor listens to netfilter: whether all that it was told is read."""
    if monitor.poll() is not None:
        raise RuntimeError("the monitor of rules ended before the flows did")
    with open(f"/proc/{monitor.pid}/net/netlink", encoding="ascii") as file:
        rows = [line.split() for line in file][1:]
    # columns: sk, protocol (12 is netfilter), port, groups, bytes that wait, …
    return [row[4] == "0" for row in rows if row[1] == "12" and int(row[3], 16) != 0]


def wait_until(true):
    """Looks again every 5 ms, for at most 10 s."""
    end = time.monotonic() + 10
    while not true() and time.monotonic() < end:
        time.sleep(0.005)


def burst(each, patience):
    """Many connections, one after the other, of many clients where they are named; gives how often each namespace answered."""
    enter(each["namespace"])
    sources = each.get("sources", [])
    batch = "".join(f"addr add {source}/32 dev lo\n" for source in sources)
    subprocess.run(["ip", "-batch", "-"], input=batch, check=True, capture_output=True, text=True)
    counts = {}
    for number in range(each["count"]):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
            sock.settimeout(patience / 1000)
            if sources:
                sock.bind((sources[number % len(sources)], 0))
            sock.connect((each["dst"], each["dport"]))
            name = sock.recv(64).decode()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        counts[name] = counts.get(name, 0) + 1
    enter_home()
    return counts


def ask(namespace, lines):
    """The answers to `ip` commands in their order; None where the kernel refused one."""
    text = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(["ip", "-n", namespace, "-force", "-oneline", "-batch", "-"], input=text, capture_output=True, text=True)
    refused = {int(line.rsplit(":", 1)[1]) for line in done.stderr.splitlines() if line.startswith("Command failed")}
    said = iter(line for line in done.stdout.splitlines() if line)
    return [None if number in refused else next(said, None) for number in range(1, len(lines) + 1)]


def connections(name, with_six):
    """What is tracked there, of both families."""
    families = ["ipv4", "ipv6"] if name in with_six else ["ipv4"]
    return "".join(run(["conntrack", "-L", "-f", family, "-o", "extended"], None, name) for family in families)


def timed(flow, patience):
    start = time.time_ns()
    seen = dial(flow, patience)
    client, location = seen if isinstance(seen, tuple) else (seen, None)
    to = {} if location is None else {"location": location}
    return {"id": flow["id"], "client": client, **to, "start": start, "end": gave_up.pop(flow["id"], time.time_ns())}


class Errors:
    """Waits until a kernel tells a peer once more that a packet has no route: five times at once, then once a second; a little later, as
    its clock is not ours."""

    most, rate = 4, 0.95

    def __init__(self):
        self.lock = threading.Lock()
        self.buckets = {}

    def wait(self, keys):
        if not keys:
            return
        with self.lock:
            now = time.monotonic()
            left = {}
            for key in keys:
                count, last = self.buckets.get(key, (self.most, now))
                left[key] = min(self.most, count + (now - last) * self.rate)
            pause = max(0.0, *((1 - count) / self.rate for count in left.values()))
            for key, count in left.items():
                self.buckets[key] = (min(self.most, count + pause * self.rate) - 1, now + pause)
        time.sleep(pause)


def one(plan):
    """Builds one plan in namespaces of its own, sends its flows, and gives what was seen."""
    if libc.unshare(CLONE_NEWNET | CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    global home
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    began = time.time()
    build(plan)
    programs = lab_ebpf.attach(plan, enter, enter_home)  # while this lives
    built = time.time()
    serve(plan)
    running = lab_nginx.start(plan, inside)
    bursts = [burst(each, plan["patience"]) for each in plan.get("bursts", [])]
    sniffer = Sniffer(plan)
    sniffer.start()
    monitors = watch(plan) if plan["rules"] else {}

    errors = Errors()

    def send(flow):
        errors.wait(flow.get("unrouted", []))
        outcome = timed(flow, plan["patience"])
        for monitor, _ in monitors.values():
            wait_until(lambda: all(listening(monitor)))
        return outcome

    asked = lab_names.ask(plan, enter, enter_home, inside)
    # A monitor that is told faster than it reads loses what it was told: its flows go one by one.
    with concurrent.futures.ThreadPoolExecutor(1 if monitors else plan["parallel"]) as pool:
        outcomes = list(pool.map(send, plan["flows"]))
    time.sleep(0.03)
    rules = {}
    for name, (monitor, said) in monitors.items():
        time.sleep(0.01)
        monitor.terminate()
        monitor.wait()
        said.seek(0)
        rules[name] = said.read()
    with_six = {each["name"] for each in plan["namespaces"] if "ip6" in each}
    lookups = {
        each["namespace"]: ask(each["namespace"], each["lines"])
        for each in plan.get("lookups", [])
    }
    return {
        "outcomes": outcomes,
        "frames": sniffer.finish(),
        "connections": {name: connections(name, with_six) for name in (each["name"] for each in plan["namespaces"] if each.get("iptables") or each.get("ip6tables") or each.get("tracks"))},
        "lookups": lookups,
        "rules": rules,
        "nginx": lab_nginx.end(running),
        "bursts": bursts,
        "asked": asked,
        "programs": len(programs),
        "seconds": {"build": built - began, "flows": time.time() - built},
    }


def main():
    # The kernel stamps frames only while somebody asks for it, and begins a moment after the first did. Without a stamp of
    # its own a frame gets the time at which it is read, and frames would change places.
    stamping = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    stamping.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    lab_cases.answer_all("plans", one)


main()
