"""Programs of eBPF of the laboratory's own: they are made from the network's description, instruction by instruction.

Each does with a packet what one action of the description says: they prove which hook comes when and what way results, and
are no code of any CNI. Nothing is pinned: programs, maps and what attaches them end with the process.
"""
import ctypes
import os
import socket
import struct

SYSCALL = {"x86_64": 321, "aarch64": 280}.get(os.uname().machine, 321)
libc = ctypes.CDLL(None, use_errno=True)

SCHED_CLS, SOCK_ADDR = 3, 18
INET4_CONNECT, TCX_INGRESS, TCX_EGRESS = 10, 46, 47
HASH, ARRAY = 1, 2
OK, SHOT = 0, 2
FORWARD, SERVICE, MASQUERADED, ASKED = 1, 2, 4, 8
REFLECTED = 0x7E17EC7  # the mark of what a program sends back by the link that it came in by

# helpers (include/uapi/linux/bpf.h)
LOOKUP, UPDATE, RANDOM, STORE, L3_SUM, L4_SUM = 1, 2, 7, 9, 10, 11
GET_KEY, SET_KEY, REDIRECT, LOAD, GET_OPT, SET_OPT, CHANGE_TYPE = 20, 21, 23, 26, 29, 30, 32
CSUM_DIFF, CHANGE_TAIL = 28, 38
ADJUST_ROOM, FIB, COOKIE, NEIGH, SET_RETVAL = 50, 69, 122, 152, 187

TCP, UDP, ICMP = 6, 17, 1
EHOSTUNREACH = 113


def bpf(command, attributes, what):
    size = max(len(attributes), 72)
    buffer = ctypes.create_string_buffer(attributes.ljust(size, b"\0"), size)
    result = libc.syscall(SYSCALL, command, buffer, size)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"bpf {what}: {os.strerror(error)}")
    return result


def new_map(kind, key, value, entries=4096):
    return bpf(0, struct.pack("IIIII", kind, key, value, entries, 0), "map")


def put(fd, key, value):
    keys, values = ctypes.create_string_buffer(key, len(key)), ctypes.create_string_buffer(value, len(value))
    bpf(2, struct.pack("IIQQQ", fd, 0, ctypes.addressof(keys), ctypes.addressof(values), 0), "map update")


def load(kind, code, attach=0):
    """A program in the kernel; an error has the last words of the verifier."""
    data, name, log = ctypes.create_string_buffer(code, len(code)), ctypes.create_string_buffer(b"GPL"), ctypes.create_string_buffer(1 << 20)

    def attributes(level):
        where = ctypes.addressof(log) if level else 0
        return struct.pack(
            "IIQQIIQII16sII", kind, len(code) // 8, ctypes.addressof(data), ctypes.addressof(name), level, len(log) if level else 0, where, 0, 0, b"", 0, attach
        )

    try:
        return bpf(5, attributes(0), "load")
    except OSError:
        try:
            return bpf(5, attributes(1), "load")
        except OSError as error:
            words = log.value.decode(errors="replace").strip().splitlines()[-12:]
            raise RuntimeError(f"{error}: {'; '.join(words)}") from error


def link(program, target, attach):
    """Attaches a program to a cgroup or an interface, for as long as the link is open."""
    return bpf(28, struct.pack("IIII", program, target, attach, 0), "link")


class Code:
    """Instructions, with labels as targets of jumps. r6 is the context; r0 to r5 are lost at each call."""

    def __init__(self):
        self.out = []
        self.labels = {}
        self.names = 0

    def label(self, name=None):
        """Names this place; without a name: a new one."""
        if name is None:
            self.names += 1
            return f"l{self.names}"
        self.labels[name] = len(self.out)
        return name

    def raw(self, op, dst=0, src=0, off=0, imm=0):
        self.out.append((op, dst, src, off, imm))

    def mov(self, dst, value):
        """A number."""
        self.raw(0xB7, dst, 0, 0, value)

    def reg(self, dst, src):
        self.raw(0xBF, dst, src)

    def add(self, dst, value):
        self.raw(0x07, dst, 0, 0, value)

    def stack(self, dst, off):
        """The address of a place on the stack."""
        self.reg(dst, 10)
        self.add(dst, off)

    def ld(self, size, dst, src, off):
        self.raw({1: 0x71, 2: 0x69, 4: 0x61, 8: 0x79}[size], dst, src, off)

    def st(self, size, dst, off, src):
        self.raw({1: 0x73, 2: 0x6B, 4: 0x63, 8: 0x7B}[size], dst, src, off)

    def zero(self, off, count):
        self.mov(0, 0)
        for at in range(off, off + count, 4):
            self.st(4, 10, at, 0)

    def number(self, size, off, value):
        """A number on the stack."""
        if size == 4:
            self.imm32(0, value)
        else:
            self.mov(0, value)
        self.st(size, 10, off, 0)

    def imm32(self, dst, value):
        """32 bits without sign."""
        self.raw(0x18, dst, 0, 0, struct.unpack("i", struct.pack("I", value))[0])
        self.raw(0, 0, 0, 0, 0)

    def map(self, dst, fd):
        self.raw(0x18, dst, 1, 0, fd)
        self.raw(0, 0, 0, 0, 0)

    def call(self, helper):
        self.raw(0x85, 0, 0, 0, helper)

    def jump(self, to):
        self.raw(0x05, 0, 0, to)

    def when(self, op, dst, value, to):
        """A comparison of a register and a number."""
        self.raw({"==": 0x15, "!=": 0x55, "<": 0xA5, "<=": 0xB5, ">": 0x25, "&": 0x45}[op], dst, 0, to, value)

    def same(self, dst, src, to):
        self.raw(0x1D, dst, src, to)

    def differ(self, dst, src, to):
        self.raw(0x5D, dst, src, to)

    def end(self, value):
        self.mov(0, value)
        self.raw(0x95)

    def leads(self, name):
        return any(off == name for _, _, _, off, _ in self.out)

    def bytes(self):
        out = b""
        for at, (op, dst, src, off, imm) in enumerate(self.out):
            if isinstance(off, str):
                off = self.labels[off] - at - 1
            out += struct.pack("<BBhi", op, dst | src << 4, off, imm)
        return out


def ip(text):
    return socket.inet_aton(text)


def be(text):
    """An address as a register has it that was loaded from a packet."""
    return struct.unpack("=I", ip(text))[0]


def port(number):
    return struct.unpack("=H", struct.pack("!H", number))[0]


class Connect:
    """The program at connect(): which destination of which namespace becomes which backend."""

    def __init__(self):
        self.frontends = new_map(HASH, 16, 8)
        self.backends = new_map(ARRAY, 4, 8)
        self.count = 0

    def add(self, cookie, entry):
        key = struct.pack("=Q4sHH", cookie, ip(entry["address"]), port(entry["port"]), entry["protocol"])
        put(self.frontends, key, struct.pack("=II", len(entry["backends"]), self.count))
        for address, number in entry["backends"]:
            put(self.backends, struct.pack("=I", self.count), struct.pack("=4sI", ip(address), port(number)))
            self.count += 1

    def attach(self):
        code = Code()
        code.reg(6, 1)
        code.call(COOKIE)
        code.st(8, 10, -24, 0)
        code.ld(4, 1, 6, 4)  # user_ip4
        code.st(4, 10, -16, 1)
        code.ld(4, 1, 6, 24)  # user_port
        code.st(2, 10, -12, 1)
        code.ld(4, 1, 6, 36)  # protocol
        code.st(2, 10, -10, 1)
        code.map(1, self.frontends)
        code.stack(2, -24)
        code.call(LOOKUP)
        code.when("==", 0, 0, "pass")
        code.ld(4, 7, 0, 0)
        code.ld(4, 8, 0, 4)
        code.when("==", 7, 0, "nobody")
        code.call(RANDOM)
        code.raw(0x9C, 0, 7)  # r0 %= r7
        code.raw(0x0C, 0, 8)  # r0 += r8
        code.st(4, 10, -4, 0)
        code.map(1, self.backends)
        code.stack(2, -4)
        code.call(LOOKUP)
        code.when("==", 0, 0, "pass")
        code.ld(4, 1, 0, 0)
        code.st(4, 6, 4, 1)
        code.ld(4, 1, 0, 4)
        code.st(4, 6, 24, 1)
        code.label("pass")
        code.end(1)
        code.label("nobody")
        code.mov(1, -EHOSTUNREACH)
        code.call(SET_RETVAL)
        code.end(0)
        program = load(SOCK_ADDR, code.bytes(), INET4_CONNECT)
        group = os.open("/sys/fs/cgroup", os.O_RDONLY)
        return link(program, group, INET4_CONNECT)


# the stack of a program at an interface
TUPLE = -32  # saddr, daddr, sport, dport, protocol: 16 bytes
SUM_AT, SUM_HOW = -36, -40
TOLD = -52  # whom the client asked: address, port, and whether anybody did: 12 bytes
HEAD = -72  # the IP header
NEW, NEW_KEY, NEW_BACK = -112, -128, -168  # an entry of flows: 32 bytes; a key; an entry
WORK = -280
FIRST = -304  # the tuple of the packet as it came: 16 bytes


class Node:
    """The maps of one machine, and the programs at its interfaces."""

    def __init__(self, plan, index_of):
        self.flows = new_map(HASH, 16, 32)
        self.seen = new_map(HASH, 16, 4)
        self.endpoints = new_map(HASH, 4, 16)
        self.backends = new_map(ARRAY, 4, 16)
        self.count = 0
        self.allowed = {}
        self.index_of = index_of
        for each in plan["endpoints"]:
            macs = bytes.fromhex((each["to"] + each["from"]).replace(":", ""))
            put(self.endpoints, ip(each["address"]), struct.pack("=I", index_of(each["interface"])) + macs)

    def attach(self, each):
        code = Code()
        self.begin(code)
        for action in each["actions"]:
            getattr(self, action["do"])(code, action, each)
        ends = any(action["do"] == "unroutable" for action in each["actions"])
        if each["tunnel"] and not ends:
            code.reg(1, 6)  # the frame is for whoever was asked, not for the tunnel's interface
            code.mov(2, 0)
            code.call(CHANGE_TYPE)
        code.label("leave")
        code.end(OK)
        if code.leads("drop"):  # the verifier takes nothing that nobody comes to
            code.label("drop")
            code.end(SHOT)
        program = load(SCHED_CLS, code.bytes())
        return link(program, self.index_of(each["interface"]), TCX_INGRESS if each["way"] == "ingress" else TCX_EGRESS)

    def begin(self, code):
        """r7 is where the layer above IP begins, r8 whether the packet was translated here."""
        code.reg(6, 1)
        code.mov(8, 0)
        code.zero(TUPLE, 16)
        code.zero(TOLD, 12)
        code.zero(SUM_HOW, 8)
        code.ld(4, 0, 6, 16)
        code.when("!=", 0, 0x0008, "leave")
        self.read(code, 14, HEAD, 20)
        code.ld(1, 7, 10, HEAD)
        code.raw(0x57, 7, 0, 0, 15)
        code.raw(0x67, 7, 0, 0, 2)
        code.add(7, 14)
        code.ld(4, 0, 10, HEAD + 12)
        code.st(4, 10, TUPLE, 0)
        code.ld(4, 0, 10, HEAD + 16)
        code.st(4, 10, TUPLE + 4, 0)
        code.ld(1, 0, 10, HEAD + 9)
        code.st(1, 10, TUPLE + 12, 0)
        # what comes behind a first fragment has no ports
        code.ld(2, 1, 10, HEAD + 6)
        code.raw(0x57, 1, 0, 0, port(0x1FFF))
        code.when("!=", 1, 0, "known")
        for number, offset, how in ((TCP, 16, 0x10), (UDP, 6, 0x30)):
            other = code.label()
            code.ld(1, 0, 10, TUPLE + 12)
            code.when("!=", 0, number, other)
            code.reg(1, 7)
            code.add(1, offset)
            code.st(4, 10, SUM_AT, 1)
            code.number(2, SUM_HOW, how)
            self.read(code, None, TUPLE + 8, 4)
            code.jump("known")
            code.label(other)
        code.ld(1, 0, 10, TUPLE + 12)
        code.when("!=", 0, ICMP, "known")
        self.read(code, None, WORK, 8)
        code.ld(1, 0, 10, WORK)
        code.raw(0x57, 0, 0, 0, 0xF7)
        code.when("!=", 0, 0, "known")  # an echo, or its answer
        code.ld(2, 0, 10, WORK + 4)
        code.st(2, 10, TUPLE + 8, 0)
        code.label("known")
        for off in (0, 4, 8, 12):
            code.ld(4, 0, 10, TUPLE + off)
            code.st(4, 10, FIRST + off, 0)

    def read(self, code, offset, to, count):
        code.reg(1, 6)
        code.reg(2, 7) if offset is None else code.mov(2, offset)
        code.stack(3, to)
        code.mov(4, count)
        code.call(LOAD)
        code.when("!=", 0, 0, "leave")

    def write(self, code, offset, source, count):
        """`offset` None: at the layer above. `source`: a register and what is added to it."""
        register, more = source
        code.reg(3, register)
        code.add(3, more)
        code.reg(1, 6)
        code.reg(2, 7) if offset is None else code.mov(2, offset)
        code.mov(4, count)
        code.mov(5, 0)
        code.call(STORE)

    def translate(self, code, register, at):
        """The packet gets the ends that stand at a register and what is added to it."""
        bare = code.label()
        code.ld(1, 0, 10, TUPLE + 12)
        code.when("==", 0, ICMP, bare)
        for off, size in ((0, 4), (4, 4), (8, 2), (10, 2)):
            code.reg(1, 6)
            code.ld(4, 2, 10, SUM_AT)
            code.ld(size, 3, 10, TUPLE + off)
            code.ld(size, 4, register, at + off)
            code.ld(2, 5, 10, SUM_HOW)
            if size == 2:
                code.raw(0x57, 5, 0, 0, 0x20)
            code.raw(0x47, 5, 0, 0, size)
            code.call(L4_SUM)
        self.write(code, None, (register, at + 8), 4)
        code.label(bare)
        for off in (0, 4):
            code.reg(1, 6)
            code.mov(2, 24)
            code.ld(4, 3, 10, TUPLE + off)
            code.ld(4, 4, register, at + off)
            code.mov(5, 4)
            code.call(L3_SUM)
        self.write(code, 26, (register, at), 8)
        for off in (0, 4, 8):
            code.ld(4, 0, register, at + off)
            code.st(4, 10, TUPLE + off, 0)

    def find(self, code, table, key, missing):
        code.map(1, table)
        code.stack(2, key)
        code.call(LOOKUP)
        code.when("==", 0, 0, missing)

    def keep(self, code, table, key, value):
        code.map(1, table)
        code.stack(2, key)
        code.stack(3, value)
        code.mov(4, 0)
        code.call(UPDATE)

    def begin_flow(self, code):
        """A new flow as the packet is: what is to be changed is changed at NEW."""
        code.zero(NEW, 32)
        for off in (0, 4, 8, 12):
            code.ld(4, 0, 10, TUPLE + off)
            code.st(4, 10, NEW + off, 0)

    def turned(self, code, source, target):
        """The ends of the answer."""
        echo, done = code.label(), code.label()
        for a, b in ((0, 4), (4, 0)):
            code.ld(4, 0, 10, source + a)
            code.st(4, 10, target + b, 0)
        code.ld(4, 0, 10, source + 12)
        code.st(4, 10, target + 12, 0)
        code.when("==", 0, ICMP, echo)
        for a, b in ((8, 10), (10, 8)):
            code.ld(2, 0, 10, source + a)
            code.st(2, 10, target + b, 0)
        code.jump(done)
        code.label(echo)
        code.ld(4, 0, 10, source + 8)
        code.st(4, 10, target + 8, 0)
        code.label(done)

    def keep_flow(self, code, kind, both=True):
        """Writes down what stands at NEW, and its answers; the packet gets the ends of NEW."""
        code.number(4, NEW + 16, FORWARD | kind)
        if both:
            self.keep(code, self.flows, TUPLE, NEW)
        code.zero(NEW_BACK, 32)
        self.turned(code, TUPLE, NEW_BACK)
        code.number(4, NEW_BACK + 16, kind)
        self.turned(code, NEW, NEW_KEY)
        self.keep(code, self.flows, NEW_KEY, NEW_BACK)

    def known_flow(self, code, wanted, mask, other):
        """r9 is the entry of the packet's flow, if it is one of these."""
        self.find(code, self.flows, TUPLE, other)
        code.reg(9, 0)
        code.ld(4, 0, 9, 16)
        code.raw(0x57, 0, 0, 0, mask)
        code.when("!=", 0, wanted, other)

    def services(self, code, action, each):
        done, fresh, moved = code.label(), code.label(), code.label()
        self.known_flow(code, FORWARD | SERVICE, 15, fresh)
        for off in (20, 24, 28):
            code.ld(4, 0, 9, off)
            code.st(4, 10, TOLD + off - 20, 0)
        self.translate(code, 9, 0)
        code.mov(8, 1)
        code.jump(moved)
        code.label(fresh)
        table = new_map(HASH, 8, 8)
        for entry in action["frontends"]:
            key = struct.pack("=4sHH", ip(entry["address"]), port(entry["port"]), entry["protocol"])
            # without a backend: 0 drops, 1 refuses
            base = self.count if entry["backends"] else entry["refuses"]
            put(table, key, struct.pack("=II", len(entry["backends"]), base))
            for backend in entry["backends"]:
                source = ip(backend["source"]) if "source" in backend else bytes(4)
                value = ip(backend["address"]) + struct.pack("=I", port(backend["port"])) + source + struct.pack("=I", backend["asked"])
                put(self.backends, struct.pack("=I", self.count), value)
                self.count += 1
        code.ld(4, 0, 10, TUPLE + 4)
        code.st(4, 10, WORK, 0)
        code.ld(2, 0, 10, TUPLE + 10)
        code.st(2, 10, WORK + 4, 0)
        code.ld(1, 0, 10, TUPLE + 12)
        code.st(2, 10, WORK + 6, 0)
        code.when("==", 0, ICMP, done)
        self.find(code, table, WORK, done)
        code.ld(4, 1, 0, 0)
        code.ld(4, 9, 0, 4)
        some = code.label()
        code.when("!=", 1, 0, some)
        code.when("==", 9, 0, "drop")
        self.refuse(code)
        code.label(some)
        code.st(4, 10, WORK + 8, 1)
        code.call(RANDOM)
        code.ld(4, 1, 10, WORK + 8)
        code.raw(0x9C, 0, 1)
        code.raw(0x0C, 0, 9)
        code.st(4, 10, WORK + 8, 0)
        self.find(code, self.backends, WORK + 8, done)
        code.reg(9, 0)
        self.begin_flow(code)
        code.ld(4, 0, 9, 0)
        code.st(4, 10, NEW + 4, 0)
        code.ld(4, 0, 9, 4)
        code.st(2, 10, NEW + 10, 0)
        kept, plain = code.label(), code.label()
        code.ld(4, 0, 9, 8)
        code.when("==", 0, 0, kept)
        code.st(4, 10, NEW, 0)
        code.label(kept)
        if "loopback" in action:
            code.ld(4, 0, 10, NEW + 4)
            code.ld(4, 1, 10, TUPLE)
            code.differ(0, 1, plain)
            code.number(4, NEW, be(action["loopback"]))
        code.label(plain)
        honest = code.label()
        code.ld(4, 0, 9, 12)
        code.when("==", 0, 0, honest)
        code.number(4, TOLD + 8, 1)
        for at in (TOLD, NEW + 20):
            code.ld(4, 0, 10, TUPLE + 4)
            code.st(4, 10, at, 0)
            code.ld(2, 0, 10, TUPLE + 10)
            code.st(4, 10, at + 4, 0)
        code.number(4, NEW + 28, 1)
        code.label(honest)
        self.keep_flow(code, SERVICE)
        self.translate(code, 10, NEW)
        code.mov(8, 1)
        code.label(moved)
        if action["option"]:
            self.write_option(code, done)
        code.label(done)

    def refuse(self, code):
        """Turns the packet into an ICMP error about itself, port unreachable, and sends it back: with as much of it as tells whose it is."""
        for count in (34, 35, 36):  # datagrams of the laboratory
            other = code.label()
            code.ld(4, 0, 6, 0)  # len
            code.when("!=", 0, 14 + count, other)
            self.refuse_with(code, count)
            code.label(other)
        self.refuse_with(code, 48)  # a SYN, with the size that it announces

    def refuse_with(self, code, count):
        error = WORK  # IP, ICMP, and the beginning of the packet
        self.read(code, 0, NEW, 12)
        code.zero(error, 64)
        self.read(code, 14, error + 28, count)
        code.reg(1, 6)
        code.mov(2, 14 + count)
        code.mov(3, 0)
        code.call(CHANGE_TAIL)
        code.when("!=", 0, 0, "drop")
        code.reg(1, 6)
        code.mov(2, 28)
        code.mov(3, 1)  # BPF_ADJ_ROOM_MAC
        code.mov(4, 0)
        code.call(ADJUST_ROOM)
        code.when("!=", 0, 0, "drop")
        code.number(4, error, struct.unpack("=I", struct.pack("!BBH", 0x45, 0, 28 + count))[0])
        code.number(2, error + 8, struct.unpack("=H", bytes([64, ICMP]))[0])
        for source, target in ((4, 12), (0, 16)):
            code.ld(4, 0, 10, TUPLE + source)
            code.st(4, 10, error + target, 0)
        code.number(2, error + 20, struct.unpack("=H", bytes([3, 3]))[0])
        padded = (8 + count + 3) // 4 * 4
        for start, size, at in ((0, 20, 10), (20, padded, 22)):
            code.mov(1, 0)
            code.mov(2, 0)
            code.stack(3, error + start)
            code.mov(4, size)
            code.mov(5, 0)
            code.call(CSUM_DIFF)
            for _ in range(2):
                code.reg(1, 0)
                code.raw(0x77, 1, 0, 0, 16)
                code.raw(0x57, 0, 0, 0, 0xFFFF)
                code.raw(0x57, 1, 0, 0, 0xFFFF)
                code.raw(0x0F, 0, 1)
            code.raw(0xA7, 0, 0, 0, 0xFFFF)
            code.st(2, 10, error + at, 0)
        self.write(code, 14, (10, error), 28 + count)
        self.write(code, 0, (10, NEW + 6), 6)
        self.write(code, 6, (10, NEW), 6)
        code.imm32(0, REFLECTED)
        code.st(4, 6, 8, 0)  # mark
        code.ld(4, 1, 6, 40)
        code.mov(2, 0)
        code.call(REDIRECT)
        code.raw(0x95)

    def write_option(self, code, done):
        """Eight bytes behind the IP header that say whom the client asked; of TCP on its SYN alone."""
        code.ld(4, 0, 10, TOLD + 8)
        code.when("==", 0, 0, done)
        datagram = code.label()
        code.ld(1, 0, 10, TUPLE + 12)
        code.when("!=", 0, TCP, datagram)
        code.reg(1, 6)
        code.reg(2, 7)
        code.add(2, 13)
        code.stack(3, WORK)
        code.mov(4, 1)
        code.call(LOAD)
        code.when("!=", 0, 0, done)
        code.ld(1, 0, 10, WORK)
        code.raw(0x57, 0, 0, 0, 0x12)
        code.when("!=", 0, 2, done)
        code.label(datagram)
        self.read(code, 14, WORK, 4)
        code.reg(1, 6)
        code.mov(2, 8)
        code.mov(3, 0)
        code.mov(4, 0)
        code.call(ADJUST_ROOM)
        code.when("!=", 0, 0, "drop")
        # 0x9a, 8, port, address
        code.number(1, WORK + 8, 0x9A)
        code.number(1, WORK + 9, 8)
        code.ld(4, 0, 10, TOLD + 4)
        code.st(2, 10, WORK + 10, 0)
        code.ld(4, 0, 10, TOLD)
        code.st(4, 10, WORK + 12, 0)
        # version and length, the whole length
        code.ld(4, 0, 10, WORK)
        code.st(4, 10, WORK + 4, 0)
        code.number(1, WORK + 4, 0x47)
        code.ld(2, 0, 10, WORK + 2)
        code.raw(0xDC, 0, 0, 0, 16)
        code.add(0, 8)
        code.raw(0xDC, 0, 0, 0, 16)
        code.st(2, 10, WORK + 6, 0)
        self.write(code, 14, (10, WORK + 4), 4)
        self.write(code, 34, (10, WORK + 8), 8)
        for was, now in ((WORK, WORK + 4), (None, WORK + 8), (None, WORK + 12)):
            code.reg(1, 6)
            code.mov(2, 24)
            code.mov(3, 0) if was is None else code.ld(4, 3, 10, was)
            code.ld(4, 4, 10, now)
            code.mov(5, 4)
            code.call(L3_SUM)
        code.add(7, 8)
        code.ld(4, 1, 10, SUM_AT)
        code.add(1, 8)
        code.st(4, 10, SUM_AT, 1)

    def policies(self, code, action, each):
        """What no line allows is dropped; answers of what passed here pass, under the addresses before and behind a translation."""
        allowed = self.allowed.setdefault(each["interface"], new_map(HASH, 16, 4))
        keep, fresh, done = code.label(), code.label(), code.label()
        self.find(code, allowed, TUPLE, fresh)
        code.jump(done)
        code.label(fresh)
        self.related(code, allowed, done)
        code.ld(4, 0, 10, TUPLE)
        code.imm32(1, be(action["loopback"]))
        code.same(0, 1, keep)
        if action["ownPasses"]:
            code.ld(4, 1, 6, 36)  # ingress_ifindex: 0, the machine itself sends
            code.when("==", 1, 0, keep)
            code.ld(4, 1, 6, 8)  # mark: a program of this link sends it back
            code.imm32(2, REFLECTED)
            code.same(1, 2, done)
        for line in action["lines"]:
            following = code.label()
            if line["protocol"]:
                code.ld(1, 0, 10, TUPLE + 12)
                code.when("!=", 0, line["protocol"], following)
            if "ports" in line:
                first, last = line["ports"]
                code.ld(2, 0, 10, TUPLE + 10)
                code.raw(0xDC, 0, 0, 0, 16)
                code.when("<", 0, first, following)
                code.when(">", 0, last, following)
            target = keep if line["allows"] else "drop"
            if "peers" in line:
                code.ld(4, 0, 10, TUPLE + (4 if action["peer"] == "dst" else 0))
                for address in line["peers"]:
                    code.imm32(1, be(address))
                    code.same(0, 1, target)
                code.label(following)
                continue
            code.jump(target)
            if not code.leads(following):
                break  # nothing is behind a line that means everything
            code.label(following)
        else:
            if action["isolated"]:
                code.jump("drop")
        code.label(keep)
        code.number(4, WORK, 1)
        for ends in (TUPLE, FIRST):
            self.keep(code, allowed, ends, WORK)
            code.zero(NEW_KEY, 16)
            self.turned(code, ends, NEW_KEY)
            self.keep(code, allowed, NEW_KEY, WORK)
        code.label(done)

    def related(self, code, allowed, passes):
        """An ICMP error about what passed here passes."""
        other, here = code.label(), code.label()
        code.ld(1, 0, 10, TUPLE + 12)
        code.when("!=", 0, ICMP, other)
        code.ld(2, 0, 10, TUPLE + 8)
        code.when("!=", 0, 0, other)  # an echo
        code.reg(1, 6)
        code.reg(2, 7)
        code.add(2, 8)
        code.stack(3, WORK)
        code.mov(4, 28)
        code.call(LOAD)
        code.when("!=", 0, 0, other)
        code.zero(NEW_KEY, 16)
        for source, target in ((12, 0), (16, 4), (20, 8)):
            code.ld(4, 0, 10, WORK + source)
            code.st(4, 10, NEW_KEY + target, 0)
        code.ld(1, 0, 10, WORK + 9)
        code.st(4, 10, NEW_KEY + 12, 0)
        code.when("!=", 0, ICMP, here)
        code.ld(2, 0, 10, WORK + 24)  # of an echo its identifier
        code.st(4, 10, NEW_KEY + 8, 0)
        code.label(here)
        self.find(code, allowed, NEW_KEY, other)
        code.jump(passes)
        code.label(other)

    def error_about(self, code):
        """An ICMP error about a packet that was translated here goes to who sent that, with the packet as it was sent."""
        other, ours = code.label(), code.label()
        code.ld(1, 0, 10, TUPLE + 12)
        code.when("!=", 0, ICMP, other)
        code.reg(1, 6)
        code.reg(2, 7)
        code.stack(3, WORK)
        code.mov(4, 36)  # type and code, and the head of the packet inside with its ports
        code.call(LOAD)
        code.when("!=", 0, 0, other)
        code.ld(1, 0, 10, WORK)
        for kind in (3, 11):
            code.when("==", 0, kind, ours)
        code.jump(other)
        code.label(ours)
        code.ld(1, 0, 10, WORK + 8)
        code.when("!=", 0, 0x45, other)
        # the answer to what is inside
        code.zero(NEW, 32)
        for source, target, size in ((20, 4, 4), (24, 0, 4), (28, 10, 2), (30, 8, 2)):
            code.ld(size, 0, 10, WORK + source)
            code.st(size, 10, NEW + target, 0)
        code.ld(1, 0, 10, WORK + 17)
        code.st(1, 10, NEW + 12, 0)
        self.find(code, self.flows, NEW, other)
        code.reg(9, 0)
        code.ld(4, 0, 9, 16)
        code.raw(0x57, 0, 0, 0, FORWARD)
        code.when("!=", 0, 0, other)
        # inside: from whom it came, to whom it was sent; the sum of its own header is nobody's business
        for place, value, size in ((20, 4, 4), (24, 0, 4), (28, 10, 2), (30, 8, 2)):
            code.reg(1, 6)
            code.reg(2, 7)
            code.add(2, 2)
            code.ld(size, 3, 10, WORK + place)
            code.ld(size, 4, 9, value)
            code.mov(5, size)
            code.call(L4_SUM)
            code.reg(1, 6)
            code.reg(2, 7)
            code.add(2, place)
            code.reg(3, 9)
            code.add(3, value)
            code.mov(4, size)
            code.mov(5, 0)
            code.call(STORE)
        # outside: to whom it came from; from whom was asked, where that is who says it
        kept = code.label()
        code.zero(NEW, 32)
        code.ld(4, 0, 10, TUPLE)
        code.ld(4, 1, 10, WORK + 24)
        code.st(4, 10, NEW, 0)
        code.differ(0, 1, kept)
        code.ld(4, 0, 9, 0)
        code.st(4, 10, NEW, 0)
        code.label(kept)
        code.ld(4, 0, 9, 4)
        code.st(4, 10, NEW + 4, 0)
        code.ld(4, 0, 9, 16)
        code.raw(0x57, 0, 0, 0, SERVICE)
        apart = code.label()
        code.when("==", 0, 0, apart)
        code.mov(8, 1)
        code.label(apart)
        self.translate(code, 10, NEW)
        code.label(other)

    def reverse(self, code, action, each):
        other, apart = code.label(), code.label()
        code.when("!=", 8, 0, other)
        if "to" in action:
            code.ld(4, 0, 10, TUPLE + 4)
            code.imm32(1, be(action["to"]))
            code.differ(0, 1, other)
        self.error_about(code)
        self.known_flow(code, 0, FORWARD, other)
        code.ld(4, 0, 9, 16)
        code.raw(0x57, 0, 0, 0, SERVICE)
        code.when("==", 0, 0, apart)
        code.mov(8, 1)
        code.label(apart)
        self.translate(code, 9, 0)
        code.label(other)

    def asked(self, code, action, each):
        """Reads whom the client asked, out of the tunnel's packet or out of an option."""
        other = code.label()
        code.when("!=", 8, 0, other)
        if each["tunnel"]:
            code.zero(WORK, 16)
            code.reg(1, 6)
            code.stack(2, WORK)
            code.mov(3, 12)
            code.call(GET_OPT)
            code.when("!=", 0, 12, other)
            word, number = WORK + 4, WORK + 8
        else:
            code.when("!=", 7, 42, other)
            self.read(code, 34, WORK, 8)
            code.ld(1, 0, 10, WORK)
            code.when("!=", 0, 0x9A, other)
            word, number = WORK + 4, WORK + 2
        self.begin_flow(code)
        # the flow is one from the client to whom it asked
        for off in (0, 4, 8, 12):
            code.ld(4, 0, 10, TUPLE + off)
            code.st(4, 10, NEW_KEY + off, 0)
        code.ld(4, 0, 10, word)
        code.st(4, 10, NEW_KEY + 4, 0)
        code.ld(2, 0, 10, number)
        code.st(2, 10, NEW_KEY + 10, 0)
        code.zero(NEW_BACK, 32)
        self.turned(code, NEW_KEY, NEW_BACK)
        code.number(4, NEW_BACK + 16, ASKED)
        self.turned(code, TUPLE, NEW_KEY)
        self.keep(code, self.flows, NEW_KEY, NEW_BACK)
        code.label(other)

    def age(self, code):
        """Takes one off the TTL, or drops the packet."""
        self.read(code, 22, WORK, 2)
        code.ld(1, 0, 10, WORK)
        code.when("<=", 0, 1, "drop")
        code.ld(2, 1, 10, WORK)
        code.st(2, 10, WORK + 4, 1)
        code.add(0, -1)
        code.st(1, 10, WORK + 4, 0)
        code.reg(1, 6)
        code.mov(2, 24)
        code.ld(2, 3, 10, WORK)
        code.ld(2, 4, 10, WORK + 4)
        code.mov(5, 2)
        code.call(L3_SUM)
        self.write(code, 22, (10, WORK + 4), 1)

    def endpoint(self, code, action, each):
        other = code.label()
        self.find(code, self.endpoints, TUPLE + 4, other)
        code.reg(9, 0)
        self.age(code)
        self.turned(code, TUPLE, NEW_KEY)
        code.number(4, WORK, 1)
        self.keep(code, self.seen, NEW_KEY, WORK)
        self.write(code, 0, (9, 4), 12)
        code.ld(4, 1, 9, 0)
        code.mov(2, 0)
        code.call(REDIRECT)
        code.raw(0x95)
        code.label(other)

    def inside(self, code, block, other):
        """Goes on where the packet is for the block."""
        base, bits = block
        code.ld(4, 1, 10, TUPLE + 4)
        mask = (0xFFFFFFFF << (32 - bits)) & 0xFFFFFFFF
        code.imm32(2, struct.unpack("=I", struct.pack("!I", mask))[0])
        code.raw(0x5F, 1, 2)
        code.imm32(2, be(base))
        code.differ(1, 2, other)

    def tunnel(self, code, action, each):
        done = code.label()
        if action["of"] == "translated":
            code.when("==", 8, 0, done)
        if action["of"] == "asked":
            code.ld(4, 0, 10, TOLD + 8)
            code.when("==", 0, 0, done)
        for end in action["to"]:
            other, silent = code.label(), code.label()
            self.inside(code, (end["base"], end["bits"]), other)
            code.zero(WORK, 32)
            code.number(4, WORK, 1)
            code.number(4, WORK + 4, struct.unpack("!I", ip(end["node"]))[0])
            code.number(1, WORK + 21, 64)
            code.reg(1, 6)
            code.stack(2, WORK)
            code.mov(3, 28)
            code.mov(4, 2)  # BPF_F_ZERO_CSUM_TX
            code.call(SET_KEY)
            code.when("!=", 0, 0, "drop")
            if action["options"]:
                code.ld(4, 0, 10, TOLD + 8)
                code.when("==", 0, 0, silent)
                code.number(4, WORK, struct.unpack("=I", struct.pack("!HBB", 0x014B, 1, 2))[0])
                code.ld(4, 0, 10, TOLD)
                code.st(4, 10, WORK + 4, 0)
                code.ld(4, 0, 10, TOLD + 4)
                code.st(4, 10, WORK + 8, 0)
                code.reg(1, 6)
                code.stack(2, WORK)
                code.mov(3, 12)
                code.call(SET_OPT)
                code.when("!=", 0, 0, "drop")
                code.label(silent)
            code.mov(1, self.index_of(action["interface"]))
            code.mov(2, 0)
            code.call(REDIRECT)
            code.raw(0x95)
            code.label(other)
        code.label(done)

    def route(self, code, action, each):
        """bpf_fib_lookup, and out by the neighbour of the next hop."""
        done, found = code.label(), code.label()
        if action["of"] == "translated":
            code.when("==", 8, 0, done)
        code.zero(WORK, 64)
        code.number(1, WORK, 2)
        code.ld(4, 0, 6, 40)
        code.st(4, 10, WORK + 8, 0)
        code.ld(4, 0, 10, TUPLE)
        code.st(4, 10, WORK + 16, 0)
        code.ld(4, 0, 10, TUPLE + 4)
        code.st(4, 10, WORK + 32, 0)
        code.reg(1, 6)
        code.stack(2, WORK)
        code.mov(3, 64)
        code.mov(4, 0)
        code.call(FIB)
        code.when("==", 0, 0, found)
        code.when("==", 0, 7, found)  # no neighbour yet
        code.jump(done)
        code.label(found)
        code.ld(4, 9, 10, WORK + 8)
        code.ld(4, 0, 10, WORK + 32)
        code.st(4, 10, NEW, 0)
        self.age(code)
        code.zero(WORK, 20)
        code.number(4, WORK, 2)
        code.ld(4, 0, 10, NEW)
        code.st(4, 10, WORK + 4, 0)
        code.reg(1, 9)
        code.stack(2, WORK)
        code.mov(3, 20)
        code.mov(4, 0)
        code.call(NEIGH)
        code.raw(0x95)
        code.label(done)

    def masquerade(self, code, action, each):
        done, fresh = code.label(), code.label()
        self.known_flow(code, FORWARD | MASQUERADED, 15, fresh)
        self.translate(code, 9, 0)
        code.jump(done)
        code.label(fresh)
        self.find(code, self.endpoints, TUPLE, done)
        mine = code.label()
        self.find(code, self.seen, TUPLE, mine)
        code.jump(done)
        code.label(mine)
        for block in action["except"]:
            other = code.label()
            self.inside(code, block, other)
            code.jump(done)
            code.label(other)
        self.begin_flow(code)
        code.number(4, NEW, be(action["address"]))
        self.keep_flow(code, MASQUERADED)
        self.translate(code, 10, NEW)
        code.label(done)

    def unroutable(self, code, action, each):
        code.jump("drop")


def attach(plan, enter, enter_home):
    """Everything of a plan; what is given holds it in its place for as long as it lives."""
    links = []
    connect = None
    for each in plan["namespaces"]:
        own = each.get("ebpf")
        if not own:
            continue
        enter(each["name"])
        node = Node(own, socket.if_nametoindex)
        links.append(node)
        links += [node.attach(program) for program in own["programs"]]
        enter_home()
        for entry in own["connect"]:
            connect = connect or Connect()
            connect.add(cookie(entry["namespace"], enter, enter_home), entry)
    if connect:
        links += [connect, connect.attach()]
    return links


cookies = {}


def cookie(name, enter, enter_home):
    """SO_NETNS_COOKIE: by which a program at a socket knows the namespace."""
    if name not in cookies:
        enter(name)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            cookies[name] = struct.unpack("=Q", sock.getsockopt(socket.SOL_SOCKET, 71, 8))[0]
        enter_home()
    return cookies[name]
