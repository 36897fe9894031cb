#!/usr/bin/env bash
# A pod's resolv.conf has a search list, and the name itself is asked last. One expects a suffix whose server answers REFUSED to be skipped like one
# that does not have the name. glibc ends the search there and asks for the name alone: suffixes 2 and 3 are never tried, so that a Service that
# would be found under the second one is "not found" as soon as the first one is refused. After SERVFAIL it does go on.
# Seen with glibc 2.36 of Debian 12 on Linux 6.18.44.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo 'needs root: it makes a network and a mount namespace' >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
version=2.36-9+deb12u14
apt-get download -qq "libc6=$version" "libc-bin=$version"
for package in ./*.deb; do dpkg -x "$package" root; done
cat >server.py <<'PY'
import socket, sys
refusal = int(sys.argv[1])
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 53))
open("ready", "w").close()
while True:
    question, source = sock.recvfrom(512)
    end = question.index(0, 12) + 5
    labels, at = [], 12
    while question[at]:
        labels.append(question[at + 1:at + 1 + question[at]].decode())
        at += question[at] + 1
    name, kind = ".".join(labels), question[end - 3]
    print("A" if kind == 1 else "AAAA", name, flush=True)
    there = name == "db.two.example"
    code = refusal if name == "db.one.example" else 0 if there else 3
    answer = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01" if there and kind == 1 else b""
    sock.sendto(question[:2] + bytes([0x81, 0x80 | code, 0, 1, 0, 1 if answer else 0, 0, 0, 0, 0]) + question[12:end] + answer, source)
PY
printf 'nameserver 127.0.0.1\nsearch one.example two.example\noptions ndots:5\n' >resolv.conf
echo 'hosts: dns' >nsswitch.conf
[ -e /etc/nsswitch.conf ] || touch /etc/nsswitch.conf
libraries=$folder/root/lib/$(uname -m)-linux-gnu
for code in 5 2; do
  rm -f ready
  unshare --net --mount bash -c "
    ip link set lo up
    # without an address beside that of lo it asks nobody
    ip link add at type veth peer name bt
    ip address add 198.51.100.9/24 dev at
    ip link set at up
    mount --bind '$folder/resolv.conf' /etc/resolv.conf
    mount --bind '$folder/nsswitch.conf' /etc/nsswitch.conf
    python3 server.py $code >asked.$code & server=\$!
    until [ -e ready ]; do sleep 0.1; done
    '$libraries'/ld-linux-*.so.* --library-path '$libraries' '$folder/root/usr/bin/getent' ahostsv4 db >told.$code || true
    kill \$server"
  echo "glibc $version, code $code of the first suffix: asked for $(awk '{print $2}' "asked.$code" | uniq | paste -sd' '); told $(head -1 "told.$code" | awk '{print $1}')"
done
[ "$(awk '{print $2}' asked.5 | uniq | paste -sd' ')" = 'db.one.example db' ]
[ ! -s told.5 ]
[ "$(awk '{print $2}' asked.2 | uniq | paste -sd' ')" = 'db.one.example db.two.example' ]
grep -q '^192.0.2.1 ' told.2
