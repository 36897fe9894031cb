"""Messages of DNS: names, questions and records as bytes (RFC 1035)."""
import socket
import struct

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33, "OPT": 41, "ANY": 255}
NAMES = {number: name for name, number in TYPES.items()}
RCODES = {"NOERROR": 0, "FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4, "REFUSED": 5}


def name_at(data, at):
    """A name, and the place behind it; questions are not compressed."""
    parts = []
    while data[at]:
        parts.append(data[at + 1 : at + 1 + data[at]].decode("latin1"))
        at += 1 + data[at]
    return ".".join(parts), at + 1


def name_bytes(name):
    parts = [part.encode("latin1") for part in name.split(".") if part]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def record(each, asked):
    """One record as bytes."""
    kind, value = each["type"], each["value"]
    if kind == "A":
        data = socket.inet_aton(value)
    elif kind == "AAAA":
        data = socket.inet_pton(socket.AF_INET6, value)
    elif kind == "SOA":
        data = name_bytes("ns." + value) + name_bytes("admin." + value) + struct.pack("!5I", 1, 7200, 900, 1209600, 60)
    else:
        data = name_bytes(value)
    head = struct.pack("!HHIH", TYPES[kind], 1, each.get("ttl", 30), len(data))
    return name_bytes(each.get("name", asked)) + head + data
