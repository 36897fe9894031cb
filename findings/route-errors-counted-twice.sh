#!/usr/bin/env bash
# A router without a route tells its clients "network unreachable". One expects `icmp_ratelimit` (1,000 ms, and six at once, as a REJECT of netfilter has
# it) to say how often, and 0 to end all limits, as the kernel's documentation does. But an error of routing is counted twice for each client, from
# one bucket: before it is made (ip_error in net/ipv4/route.c: five at once, one a second, which no setting of a network namespace changes) and when it is
# sent (icmp_ratelimit). Whoever goes on to try takes the one that the second would need. So of quick tries the first two are told and then none, of
# one a second the first four and then none, and of one in two seconds all; and with icmp_ratelimit 0 it is five, and one a second.
# Seen with iproute2 6.1.0 of Debian 12 on Linux 6.18.44.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo 'needs root: it makes network namespaces' >&2; exit 2; }

folder=$(mktemp -d)
router=finding-$$-router client=finding-$$-client
finish() {
  ip netns del "$router" 2>/dev/null || true
  ip netns del "$client" 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
cd "$folder"
apt-get download -qq iproute2=6.1.0-3
for package in ./*.deb; do dpkg -x "$package" root; done
PATH=$folder/root/bin:$folder/root/sbin:$PATH
uname -r
ip -V

cat >try.py <<'PY'
import socket, sys, time
many, gap = int(sys.argv[1]), float(sys.argv[2])
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setsockopt(socket.IPPROTO_IP, 11, 1)  # IP_RECVERR: errors are queued, and no call fails
sock.setblocking(False)
told = []
for attempt in range(1, many + 1):
    sock.sendto(b"x", ("203.0.113.9", 9))
    end = time.monotonic() + gap
    while time.monotonic() < end:
        try:
            sock.recvmsg(64, 512, socket.MSG_ERRQUEUE)
            told.append(attempt)
        except OSError:
            time.sleep(0.002)
print(*told)
PY

ip netns add "$router"
ip netns add "$client"
ip link add at-client netns "$client" type veth peer name at-router netns "$router"
ip -n "$client" address add 198.51.100.2/24 dev at-client
ip -n "$router" address add 198.51.100.1/24 dev at-router
for each in "$client at-client" "$router at-router"; do
  read -r namespace interface <<<"$each"
  ip -n "$namespace" link set lo up
  ip -n "$namespace" link set "$interface" up
done
ip -n "$client" route add default via 198.51.100.1
# the limit for all clients together plays no part
ip netns exec "$router" sh -c 'cd /proc/sys/net/ipv4 && echo 1 >ip_forward && echo 10000 >icmp_msgs_per_sec && echo 1000 >icmp_msgs_burst' 2>/dev/null

# which of some tries are told, with a limit of one in so many milliseconds
told() {
  ip netns exec "$router" sh -c "echo $1 >/proc/sys/net/ipv4/icmp_ratelimit"
  sleep 7 # the bucket is full
  ip netns exec "$client" python3 try.py "$2" "$3"
}
quick=$(told 1000 40 0.05) slow=$(told 1000 8 1) slower=$(told 1000 4 2.2) unlimited=$(told 0 16 0.05)
echo "icmp_ratelimit 1000, 40 tries each 50 ms: told $quick"
echo "icmp_ratelimit 1000, 8 tries each second: told $slow"
echo "icmp_ratelimit 1000, 4 tries each 2.2 s: told $slower"
echo "icmp_ratelimit 0, 16 tries each 50 ms: told $unlimited"
[ "$quick" = '1 2' ]
[ "$slow" = '1 2 3 4' ]
[ "$slower" = '1 2 3 4' ]
[ "$unlimited" = '1 2 3 4 5' ]
