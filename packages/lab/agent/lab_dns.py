"""Looks names up with real resolver libraries, in a machine of its own with a given resolv.conf, and tells what they asked.

Each case runs in a process with network and mount namespaces of its own, inside those of `unshare`, as in agent.py. Its machine is
joined to another, where a server of DNS answers from a table and writes down every question. Input: `{cases, jobs}` as JSON on standard
input. Output: a list of `{seen}` or `{error}`, in the order of the cases.
"""
import ctypes
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True  # its own folder stays as it is
import lab_cases  # noqa: E402
from lab_message import NAMES, RCODES, name_at, record  # noqa: E402

libc = ctypes.CDLL("libc.so.6", use_errno=True)
CLONE_NEWNET = 0x40000000
CLONE_NEWNS = 0x00020000
MS_BIND = 4096


def checked(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")


def write(path, value):
    with open(path, "w", encoding="utf8") as file:
        file.write(value)


def put(path, text, number):
    """Another text in the place of a file, for this machine alone."""
    own, real = f"/run/file{number}", os.path.realpath(path)
    write(own, text)
    if real.startswith("/run/"):  # a link to what is hidden here
        os.makedirs(os.path.dirname(real), exist_ok=True)
        write(real, "")
    checked(libc.mount(own.encode(), real.encode(), None, MS_BIND, None), f"mount {path}")


def build(case):
    """Two machines on one line: this one, which asks, and one that has the addresses of all servers."""
    checked(libc.mount(b"tmpfs", b"/run", b"tmpfs", 0, None), "mount /run")
    os.makedirs("/run/netns")
    run("ip", "netns", "add", "servers")
    machine = case["machine"]
    run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", "servers")
    # an address of its link without waiting for whoever has it already
    write("/proc/sys/net/ipv6/conf/eth0/accept_dad", "0")
    for name in ("lo", "eth0"):
        write(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "0" if machine["linkLocal6"] else "1")
    run("ip", "addr", "add", f"{machine['address']}/{machine['bits']}", "dev", "eth0")
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "set", "eth0", "up")
    run("ip", "route", "add", "default", "dev", "eth0", "src", machine["address"])
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    servers = os.open("/run/netns/servers", os.O_RDONLY)
    checked(libc.setns(servers, CLONE_NEWNET), "setns")
    # every question is told at once that nobody listens, not only six in a row
    write("/proc/sys/net/ipv4/icmp_ratemask", "0")
    run("ip", "link", "set", "lo", "up")
    for address in case["addresses"]:
        run("ip", "addr", "add", f"{address}/32", "dev", "eth0")
    run("ip", "link", "set", "eth0", "up")
    run("ip", "route", "add", "default", "dev", "eth0")
    sockets = [listening(address) for address in case["listens"]]
    checked(libc.setns(home, CLONE_NEWNET), "setns")
    if machine["linkLocal6"]:
        wait_for_link()
    put("/etc/resolv.conf", case["resolvConf"], 0)
    put("/etc/hosts", "127.0.0.1 localhost\n", 1)
    put("/etc/nsswitch.conf", "hosts: files dns\n", 2)
    return sockets


def wait_for_link():
    """Until the line has its address of IPv6: the kernel looks whether a line is up once a second."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        with open("/proc/thread-self/net/if_inet6", encoding="ascii") as file:
            # columns: address, index, bits, scope, flags (0x40: not yet its own), name
            if any(row[5] == "eth0" and int(row[4], 16) & 0x40 == 0 for row in map(str.split, file)):
                return
        time.sleep(0.01)
    raise RuntimeError("eth0 has got no address of IPv6")


def listening(address):
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind((address, 53))
    streams = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    streams.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    streams.bind((address, 53))
    streams.listen(16)
    return address, datagrams, streams


class Server:
    """Answers from a table, and writes down what it is asked."""

    def __init__(self, case, start):
        self.table = case["table"]
        self.start = start
        self.asked = []
        self.lock = threading.Lock()

    def entry(self, name, kind, server, transport):
        for each in self.table:
            if (
                each.get("name", name).lower() == name.lower()
                and each.get("type", kind) == kind
                and each.get("server", server) == server
                and each.get("transport", transport) == transport
            ):
                return each
        return {"rcode": "NXDOMAIN"}

    def answer(self, data, server, transport, port):
        """The bytes of an answer, and after how many seconds; None where nothing is said. What cannot be read is not answered."""
        number, flags, questions, _, _, more = struct.unpack("!6H", data[:12])
        name, at = name_at(data, 12)
        kind_number, _ = struct.unpack("!HH", data[at : at + 4])
        kind = NAMES.get(kind_number, str(kind_number))
        line = {"name": name, "type": kind, "server": server, "transport": transport, "port": port, "at": time.monotonic() - self.start}
        with self.lock:
            self.asked.append({**line, **({"edns": True} if more else {})})
        told = self.entry(name, kind, server, transport)
        if told.get("silent") or questions != 1:
            return None
        records = told.get("records", [])
        cut = transport == "udp" and "truncated" in told
        if cut:
            records = records[: told["truncated"]]
        rcode = RCODES[told.get("rcode", "NOERROR")]
        head = struct.pack("!6H", number, 0x8080 | (flags & 0x0100) | (0x0200 if cut else 0) | rcode, 1, len(records), 0, 0)
        body = head + data[12 : at + 4] + b"".join(record(each, name) for each in records)
        return body, told.get("after", 0)

    def datagrams(self, server, sock):
        while True:
            data, peer = sock.recvfrom(4096)
            said = self.answer(data, server, "udp", peer[1])
            if said and said[1] > 0:
                threading.Timer(said[1], sock.sendto, (said[0], peer)).start()
            elif said:
                sock.sendto(said[0], peer)

    def streams(self, server, sock):
        while True:
            connection, peer = sock.accept()
            threading.Thread(target=self.stream, args=(server, connection, peer), daemon=True).start()

    def stream(self, server, connection, peer):
        with connection, connection.makefile("rb") as file:
            while True:
                head = file.read(2)
                if len(head) < 2:
                    return
                said = self.answer(file.read(struct.unpack("!H", head)[0]), server, "tcp", peer[1])
                if said:
                    time.sleep(said[1])
                    connection.sendall(struct.pack("!H", len(said[0])) + said[0])


def one(case):
    checked(libc.unshare(CLONE_NEWNET | CLONE_NEWNS), "unshare")
    sockets = build(case)
    server = Server(case, time.monotonic())
    for address, datagrams, streams in sockets:
        for target, sock in ((server.datagrams, datagrams), (server.streams, streams)):
            threading.Thread(target=target, args=(address, sock), daemon=True).start()
    server.start = time.monotonic()
    try:
        dying = lambda: libc.prctl(1, signal.SIGKILL)  # noqa: E731
        done = subprocess.run(case["command"], capture_output=True, text=True, timeout=case["patience"], preexec_fn=dying)
        said = {"out": done.stdout, "err": done.stderr, "code": done.returncode}
    except subprocess.TimeoutExpired:
        said = {"out": "", "err": "", "code": None}
    seconds = time.monotonic() - server.start
    time.sleep(0.2)  # what is still on its way was asked as well
    return {"questions": server.asked, **said, "seconds": seconds}


lab_cases.answer_all("cases", one)
