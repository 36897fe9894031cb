"""Programs that speak: relays that pass bytes on, relays that read requests, and servers that answer them.

A request is of HTTP/1.1 with its URL in full on its first line, so that it names its scheme: TLS is not spoken here.
"""
import ipaddress
import random
import re
import select
import socket
import struct
import time

MOST = 1 << 16


def announced(sock):
    """The segment size that the other side announced: what is sent is smaller by the option with the time."""
    info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 24)
    stamps = info[5] & 1
    return struct.unpack("I", info[16:20])[0] + (12 if stamps else 0)


def written(request):
    """A request as bytes."""
    query = f"?{request['query']}" if request.get("query") else ""
    lines = [f"{request['method']} {request['scheme']}://{request['host']}{request['path']}{query} HTTP/1.1", f"host: {request['host']}"]
    lines += [f"{name}: {value}" for name, value in request["headers"].items() if name != "host"]
    return "\r\n".join([*lines, "", ""]).encode()


def read_request(sock):
    """What a client asks; None when it says nothing, or something else."""
    data = read_head(sock)
    lines = data.decode("latin1").split("\r\n")
    first = re.fullmatch(r"(\S+) (?:(https?)://([^/\s]+))?(/[^?\s]*)(?:\?(\S*))? HTTP/1\.1", lines[0])
    if not first:
        return None
    method, scheme, host, path, query = first.groups()
    headers = dict(line.lower().split(": ", 1)[:1] + line.split(": ", 1)[1:] for line in lines[1:] if ": " in line)
    named = headers.pop("host", "")
    # a program that is none of the laboratory's says its host in a header alone
    return {"method": method, "scheme": scheme or "http", "host": host or named, "path": path, "query": query, "headers": headers}


def read_head(sock):
    """Bytes to the empty line, or to the end."""
    data = b""
    while b"\r\n\r\n" not in data and len(data) < MOST:
        more = sock.recv(2048)
        if not more:
            break
        data += more
    return data


def answer_of(data):
    """The status of an answer, and where it redirects to; None for what is no answer to a request."""
    found = re.match(rb"HTTP/1\.[01] (\d+) ", data)
    if not found:
        return None
    location = re.search(rb"(?im)^location: (\S+)\r$", data)
    return int(found[1]), location[1].decode() if location else None


def answer(sock, status, location=None):
    lines = [f"HTTP/1.1 {status} netk", "content-length: 0", "connection: close"]
    lines += [] if location is None else [f"location: {location}"]
    sock.sendall("\r\n".join([*lines, "", ""]).encode())


def location_of(action, request, port):
    """Where a redirect leads: `#{...}` stands for what was asked, and so does what is not written."""
    host = re.sub(r":\d+$", "", request["host"])
    asked = {"protocol": request["scheme"], "host": host, "port": str(port), "path": request["path"][1:], "query": request["query"] or ""}
    usual = {"scheme": "#{protocol}", "host": "#{host}", "port": "#{port}", "path": "/#{path}", "query": "#{query}"}
    told = {
        part: re.sub(r"#\{(\w+)\}", lambda name: asked.get(name[1], name[0]), action["location"].get(part, pattern))
        for part, pattern in usual.items()
    }
    scheme = told["scheme"].lower()
    own = {"http": "80", "https": "443"}.get(scheme)
    end = "" if told["port"] == own and not action["namesPort"] else f":{told['port']}"
    query = f"?{told['query']}" if told["query"] else ""
    return f"{scheme}://{told['host']}{end}{told['path']}{query}"


def fits(pattern, text, any_case=False):
    """`*` is any text, `?` one character."""
    if any_case:
        pattern, text = pattern.lower(), text.lower()
    wild = "".join(".*" if char == "*" else "." if char == "?" else re.escape(char) for char in pattern)
    return re.fullmatch(wild, text, re.DOTALL) is not None


def meets(when, request, peer):
    """Whether a request from this address meets all that is written in a condition."""
    host = re.sub(r":\d+$", "", request["host"])

    def any_of(key, test):
        return key not in when or any(test(each) for each in when[key])

    def has(header):
        value = host if header["name"].lower() == "host" else request["headers"].get(header["name"].lower())
        return value is not None and any(fits(each, value, True) for each in header["values"])

    pairs = [(each + "=").split("=", 1) for each in (request["query"] or "").split("&") if each]
    pairs = [(key, value[:-1]) for key, value in pairs]

    def in_query(wanted):
        return any(("key" not in wanted or fits(wanted["key"], key, True)) and fits(wanted["value"], value, True) for key, value in pairs)

    return (
        any_of("methods", lambda each: each == request["method"])
        and any_of("hosts", lambda each: fits(each, host, True) and (not when.get("oneLabel") or each.count(".") == host.count(".")))
        and any_of("paths", lambda each: fits(each, request["path"]))
        and any_of("regexes", lambda each: re.search("^" + each, request["path"], re.IGNORECASE) is not None)
        and all(has(each) for each in when.get("headers", []))
        and any_of("query", in_query)
        and any_of("sources", lambda each: ipaddress.ip_address(peer) in ipaddress.ip_network(each, strict=False))
    )


def drawn(action):
    return random.choices(action["upstreams"], [each["weight"] for each in action["upstreams"]])[0]


def opened(connection, relay, upstream, patience):
    """The relay's own connection, whose SYN says whose it is. It gives up before a SYN is sent again, and before its client does."""
    onward = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        onward.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, announced(connection) + relay["stride"])
        onward.settimeout(patience * 0.6 / 1000)
        onward.connect((upstream["address"], upstream["port"]))
        return onward
    except OSError:
        onward.close()
        raise


def pass_bytes(connection, relay, plan):
    """A relay that reads no requests. One that reaches nobody closes, and has read what it was told: a FIN, and no reset."""
    patience = plan["patience"]
    idle = relay["idleSeconds"] * plan["second"] if "idleSeconds" in relay else patience * 2
    action = relay["otherwise"]
    upstream = drawn(action) if action["kind"] == "connect" else {}
    try:
        if "address" not in upstream:
            return
        with opened(connection, relay, upstream, patience) as onward:
            onward.settimeout(patience / 1000)
            ends = {connection: onward, onward: connection}
            while True:
                ready, _, _ = select.select(list(ends), [], [], idle / 1000)
                if not ready:
                    return
                for end in ready:
                    data = end.recv(2048)
                    if not data:
                        return
                    ends[end].sendall(data)
    except OSError:
        pass  # like any relay that has nobody to pass to: it closes
    finally:
        connection.setblocking(False)
        try:
            while connection.recv(2048):
                pass
        except OSError:
            pass


def forwarded(http, request, upstream, peer, own, port):
    """The request as the relay asks it: with who asked, and how."""
    headers = dict(request["headers"])
    earlier = headers.get("x-forwarded-for") if http["forwards"] != "replace" else None
    added = f"{peer}, {own}" if http["forwards"] == "append-both" else peer
    headers["x-forwarded-for"] = f"{earlier}, {added}" if earlier else added
    headers["x-forwarded-proto"] = request["scheme"]
    headers["x-forwarded-port"] = str(port)
    return {**request, "scheme": "https" if upstream["tls"] else "http", "headers": headers}


def pass_request(connection, relay, plan):
    """A relay that reads requests: it answers itself, or asks an upstream, and says what it was said."""
    http = relay["http"]
    patience = plan["patience"]
    connection.settimeout(patience / 1000)
    request = read_request(connection)
    if request is None:
        return
    if (request["scheme"] == "https") != http["tls"]:
        if http["tls"]:
            answer(connection, 400)
        return
    peer = connection.getpeername()[0]
    rule = next((each for each in relay["rules"] if meets(each["when"], request, peer)), None)
    action = rule["action"] if rule else relay["otherwise"]
    if action["kind"] == "close":
        return
    if action["kind"] == "answer":
        answer(connection, action["status"])
        return
    if action["kind"] == "redirect":
        answer(connection, action["status"], location_of(action, request, connection.getsockname()[1]))
        return
    if "rewrite" in action:
        request = {**request, "path": rewritten(action["rewrite"], request["path"])}
    upstream = drawn(action) if action["upstreams"] else {}
    answer(connection, *(asked(connection, relay, upstream, request, plan) if "address" in upstream else (relay["http"]["nobody"],)))


def rewritten(rewrite, path):
    """The path that is asked for instead: `$1` is what the first group took."""
    found = re.search(rewrite["regex"], path, re.IGNORECASE)
    return path if found is None else re.sub(r"\$(\d)", lambda group: found[int(group[1])] or "", rewrite["to"])


def asked(connection, relay, upstream, request, plan):
    """What comes of a request that is passed on: the upstream's answer, or the relay's own."""
    http = relay["http"]
    peer, (own, port) = connection.getpeername()[0], connection.getsockname()[:2]
    seconds = upstream.get("idleSeconds", relay.get("idleSeconds"))
    idle = plan["patience"] * 0.5 if seconds is None else seconds * plan["second"]
    made = False
    failed = http.get("failed")
    try:
        with opened(connection, relay, upstream, plan["patience"]) as onward:
            made = True
            onward.settimeout(idle / 1000)
            onward.sendall(written(forwarded(http, request, upstream, peer, own, port)))
            return answer_of(read_head(onward)) or (failed or 502,)
    except (socket.timeout, TimeoutError):
        return (504 if made else failed or 504,)
    except OSError as error:
        return (failed or (http["unreachable"] if error.errno in (101, 113) else 502),)


def answer_request(connection, each, plan):
    """A server that was asked: what it says depends on the path."""
    connection.settimeout(plan["patience"] / 1000)
    request = read_request(connection)
    if request is None:
        return
    told = next((one for one in each.get("answers", []) if fits(one["path"], request["path"])), {"status": 200, "seconds": 0})
    time.sleep(told["seconds"] * plan["second"] / 1000)
    if told["status"] == "none":
        time.sleep(plan["patience"] * 2 / 1000)
    elif told["status"] == "rst":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    else:
        answer(connection, told["status"])


def ask(sock, request):
    """What a client sees that asks: the status, or that nothing came; and where it is sent on to."""
    sock.sendall(written(request))
    data = read_head(sock)
    if not data:
        return "closed", None
    status, location = answer_of(data) or (200, None)
    return "ok" if status == 200 else f"http-{status}", location
