"""What experiments share: namespaces, links, servers, packets that were seen, and answers as lines `what = seen`."""
import ctypes
import os
import socket
import struct
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
libc = ctypes.CDLL("libc.so.6", use_errno=True)
fds = {}


def enter(name):
    if libc.setns(fds[name], 0x40000000) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def run(name, command, text=None):
    """The output of a command in a namespace; its failure ends the experiment."""
    enter(name)
    done = subprocess.run(command, shell=True, input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command} in {name}: {done.stderr.strip()}")
    return done.stdout


def tell(what, seen):
    print(f"{what} = {seen}", flush=True)


def up(names, links, lines):
    """Namespaces, veth pairs (`NAME IF ADDRESS NAME IF ADDRESS`) and further lines of `ip`, by namespace."""
    if libc.mount(b"tmpfs", b"/run", b"tmpfs", 0, None) != 0:
        raise OSError(ctypes.get_errno(), "mount /run")
    os.makedirs("/run/netns", exist_ok=True)
    subprocess.run(["ip", "-batch", "-"], input="".join(f"netns add {name}\n" for name in names), text=True, check=True)
    for name in names:
        fds[name] = os.open(f"/run/netns/{name}", os.O_RDONLY)
    batches = {name: ["link set lo up"] for name in names}
    pairs = []
    for at, (a, of_a, address_a, b, of_b, address_b) in enumerate(link.split() for link in links):
        macs = [f"02:00:00:00:{at:02x}:{side:02x}" for side in (1, 2)]
        pairs.append(f"link add {of_a} netns {a} address {macs[0]} type veth peer name {of_b} netns {b} address {macs[1]}\n")
        for name, interface, address in ((a, of_a, address_a), (b, of_b, address_b)):
            if address != "-":
                batches[name].append(f"address add {address} dev {interface}")
            batches[name].append(f"link set {interface} up")
    subprocess.run(["ip", "-batch", "-"], input="".join(pairs), text=True, check=True)
    for name in names:
        enter(name)
        for path in ("ipv6/conf/all/disable_ipv6", "ipv6/conf/default/disable_ipv6"):
            sysctl(path, 1, name)
        for path in ("ipv4/conf/all/rp_filter", "ipv4/conf/default/rp_filter"):
            sysctl(path, 0, name)
        text = "".join(f"{line}\n" for line in [*batches[name], *lines.get(name, [])])
        run(name, "ip -batch -", text)


def sysctl(path, value, name):
    enter(name)
    with open(f"/proc/sys/net/{path}", "w", encoding="ascii") as file:
        file.write(str(value))


def serve(name, port):
    """TCP and UDP: says its name and whom it saw, then echoes."""
    enter(name)
    listening = socket.create_server(("", port))
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(("", port))

    def talk(connection, peer):
        try:
            connection.sendall(f"{name} saw {peer[0]}".encode())
            while data := connection.recv(1000):
                connection.sendall(data)
        except OSError:
            pass
        connection.close()

    def accept():
        while True:
            threading.Thread(target=talk, args=listening.accept(), daemon=True).start()

    def answer():
        while True:
            _, peer = datagrams.recvfrom(1000)
            datagrams.sendto(f"{name} saw {peer[0]}".encode(), peer)

    for each in (accept, answer):
        threading.Thread(target=each, daemon=True).start()


def opened(name, address, port, source=None, seconds=1.5, protocol="tcp", ttl=64):
    enter(name)
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM)
    sock.settimeout(seconds)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
    if source:
        sock.bind((source, 0))
    sock.connect((address, port))
    return sock


def dial(name, address, port, **options):
    """What one connection is told, or how it fails."""
    try:
        with opened(name, address, port, **options) as sock:
            if options.get("protocol") == "udp":
                sock.send(b"x")
            return sock.recv(100).decode()
    except OSError as error:
        return told(error)


def told(error):
    return "timeout" if isinstance(error, TimeoutError) else os.strerror(error.errno).lower()


identifiers = iter(range(1, 60000))


def ping(name, address, ttl=64, size=0, df=False, seconds=1.0):
    """How an echo is answered: `reply from …, ttl …`, `type/code from …` or `silence`."""
    enter(name)
    own = next(identifiers)  # of one that was seen before, connection tracking has an entry
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sock:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
        sock.setsockopt(socket.IPPROTO_IP, 10, 3 if df else 0)  # IP_MTU_DISCOVER: probe, which sets DF and knows no path
        body = b"\0" * max(0, size - 28)
        head = struct.pack("!BBHHH", 8, 0, 0, own, ttl)
        data = head + body
        summed = sum(struct.unpack(f"!{len(data) // 2}H", data[: len(data) // 2 * 2])) + (data[-1] << 8 if len(data) % 2 else 0)
        while summed >> 16:
            summed = (summed & 65535) + (summed >> 16)
        try:
            sock.sendto(struct.pack("!BBHHH", 8, 0, ~summed & 65535, own, ttl) + body, (address, 0))
            end = time.monotonic() + seconds
            while True:
                sock.settimeout(max(0.001, end - time.monotonic()))
                packet, peer = sock.recvfrom(65535)
                kind, code = packet[20], packet[21]
                if kind == 0:
                    return f"reply from {peer[0]}, ttl {packet[8]}"
                if kind != 8:
                    mtu = f", mtu {struct.unpack('!H', packet[26:28])[0]}" if (kind, code) == (3, 4) else ""
                    return f"{kind}/{code} from {peer[0]}{mtu}"
        except TimeoutError:
            return "silence"
        except OSError as error:
            return told(error)


class Seen:
    """The IPv4 packets that one interface receives, while `with` lasts."""

    def __init__(self, name, interface):
        enter(name)
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.sock.bind((interface, 0))
        self.packets = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.settimeout(0.2)
        try:
            while True:
                frame, about = self.sock.recvfrom(65535)
                if about[2] != 4 and frame[12:14] == b"\x08\x00":
                    self.packets.append(frame[14:])
        except TimeoutError:
            self.sock.close()

    def first(self, protocol):
        return next(packet for packet in self.packets if packet[9] == protocol)


def header(packet):
    df = "df" if packet[6] & 0x40 else "no df"
    return f"{socket.inet_ntoa(packet[12:16])} > {socket.inet_ntoa(packet[16:20])}, ttl {packet[8]}, tos {packet[1]:#x}, {df}"
