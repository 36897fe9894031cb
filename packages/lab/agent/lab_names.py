"""Servers of names in the namespaces of a plan, and real resolver libraries that ask them."""
import ctypes
import os
import socket
import struct
import subprocess
import threading
import time

import lab_unbound
from lab_message import NAMES, RCODES, TYPES, name_at, name_bytes, record

libc = ctypes.CDLL("libc.so.6", use_errno=True)
CLONE_NEWNS = 0x00020000
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
IP_PKTINFO = 8


class Server:
    """Answers from its table, after it has asked others what it would ask them, and writes each question down."""

    def __init__(self, plan, enter, told):
        self.namespace = plan["namespace"]
        self.table = {(each["asker"], each["name"].lower(), each["type"]): each for each in plan["answers"]}
        self.asker = None
        self.patience = plan["patience"]
        self.enter = enter
        self.told = told

    def listen(self, address):
        self.enter(self.namespace)
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)  # the answer leaves from where the question came to
        datagrams.bind((address, 53))
        streams = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        streams.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        streams.bind((address, 53))
        streams.listen(16)
        for target, sock in ((self.datagrams, datagrams), (self.streams, streams)):
            threading.Thread(target=target, args=(sock,), daemon=True).start()

    def datagrams(self, sock):
        while True:
            data, ancillary, _, peer = sock.recvmsg(4096, 64)
            own = [struct.pack("=I4s4s", 0, info[8:12], b"\0\0\0\0") for level, kind, info in ancillary if kind == IP_PKTINFO]
            control = [(socket.IPPROTO_IP, IP_PKTINFO, each) for each in own]
            # read in order, answered each in its own time
            question = self.read(data, "udp", peer)
            threading.Thread(target=self.reply, args=(sock, data, question, control, peer), daemon=True).start()

    def reply(self, sock, data, question, control, peer):
        sock.sendmsg([self.answer(data, *question)], control, 0, peer)

    def streams(self, sock):
        while True:
            connection, peer = sock.accept()
            threading.Thread(target=self.stream, args=(connection, peer), daemon=True).start()

    def stream(self, connection, peer):
        with connection, connection.makefile("rb") as file:
            while len(head := file.read(2)) == 2:
                data = file.read(struct.unpack("!H", head)[0])
                answer = self.answer(data, *self.read(data, "tcp", peer))
                connection.sendall(struct.pack("!H", len(answer)) + answer)

    def read(self, data, transport, peer):
        name, at = name_at(data, 12)
        number, _ = struct.unpack("!HH", data[at : at + 4])
        kind = NAMES.get(number, str(number))
        self.told.append({"namespace": self.namespace, "name": name, "type": kind, "transport": transport, "client": peer[0], "port": peer[1]})
        return name, kind, at + 4

    def answer(self, data, name, kind, end):
        told = self.table.get((self.asker, name.lower(), kind), {"rcode": "REFUSED"})
        for each in told.get("behind", []):
            self.ask(each)
        parts = [told.get(part, []) for part in ("records", "authority", "additional")]
        number, flags = struct.unpack("!2H", data[:4])
        rcode = RCODES[told.get("rcode", "NOERROR")]
        # of what it hands on to other servers it is no authority
        own = 0 if any(each["type"] == "NS" for each in parts[1]) else 0x0400
        head = struct.pack("!6H", number, 0x8080 | own | (flags & 0x0100) | rcode, 1, *(len(part) for part in parts))
        return head + data[12:end] + b"".join(record(each, name) for part in parts for each in part)

    def ask(self, each):
        """One question to another server; whether it is answered changes nothing of what the table says."""
        question = struct.pack("!6H", 1, 0x0100, 1, 0, 0, 0) + name_bytes(each["name"]) + struct.pack("!HH", TYPES[each["type"]], 1)
        self.enter(self.namespace)
        stream = each["transport"] == "tcp"
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM if stream else socket.SOCK_DGRAM) as sock:
            sock.settimeout(self.patience)
            try:
                sock.connect((each["address"], 53))
                sock.sendall(struct.pack("!H", len(question)) + question if stream else question)
                sock.recv(4096)
            except OSError:
                pass


def put(path, text, number):
    """Another text in the place of a file, for this process and its own alone."""
    own, real = f"/run/names{number}", os.path.realpath(path)
    with open(own, "w", encoding="utf8") as file:
        file.write(text)
    if real.startswith("/run/") and not os.path.exists(real):  # a link to what is hidden here
        os.makedirs(os.path.dirname(real), exist_ok=True)
        with open(real, "w", encoding="utf8"):
            pass
    if libc.mount(own.encode(), real.encode(), None, MS_BIND, None) != 0:
        raise OSError(ctypes.get_errno(), f"mount {path}")


def alone(each, inside):
    """What a program does first that asks: it enters its namespace, and has files of its own."""
    inside(each["namespace"])
    if libc.unshare(CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None)
    number = each["id"]
    put("/etc/resolv.conf", each["resolvConf"], f"{number}-resolv")
    put("/etc/hosts", "127.0.0.1 localhost\n", f"{number}-hosts")
    put("/etc/nsswitch.conf", "hosts: files dns\n", f"{number}-switch")


def ask(plan, enter, leave, inside):
    """Lets each asker look its name up, one after the other; gives what its program said, and who was asked for what."""
    names = plan.get("names")
    if not names:
        return []
    told = []
    real = [each for each in names["servers"] if "roots" in each]
    servers = []
    for each in names["servers"]:
        if "roots" in each:
            continue
        server = Server(each, enter, told)
        servers.append(server)
        for address in each["listens"]:
            server.listen(address)
    leave()
    answers = []
    for each in names["askers"]:
        # what one asker learnt another one would find
        running = [lab_unbound.start(server, at, inside) for at, server in enumerate(real)]
        for process in running:
            lab_unbound.wait_for(*process)
        for server in servers:
            server.asker = each["id"]
        told.clear()
        start = time.monotonic()
        try:
            done = subprocess.run(
                each["command"], capture_output=True, text=True, timeout=each["patience"], preexec_fn=lambda each=each: alone(each, inside)
            )
            said = {"out": done.stdout, "err": done.stderr, "code": done.returncode}
        except subprocess.TimeoutExpired:
            said = {"out": "", "err": "", "code": None}
        seconds = time.monotonic() - start
        time.sleep(0.05)  # what is still on its way was asked as well
        for process in running:
            lab_unbound.end(*process)
        answers.append({"id": each["id"], **said, "seconds": seconds, "questions": list(told)})
    return answers
