#!/usr/bin/env bash
# The plugin firewall isolates networks with `ingressPolicy: same-bridge`: nothing passes from one bridge to another. Behind the plugin ptp, which makes no bridge, it takes
# the host's end of each pod's veth for one. So all pods of one network and one node are cut off from each other, in a configuration that is accepted without a word;
# without that line they reach each other.
# Seen with containernetworking-plugins 1.1.1 and iptables 1.8.9 of Debian 12 on Linux 6.18.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo 'needs root: it makes network namespaces' >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
apt-get download -qq containernetworking-plugins=1.1.1+ds1-3+b5 iptables=1.8.9-2 libxtables12=1.8.9-2 libip4tc2=1.8.9-2 libip6tc2=1.8.9-2 \
  libnftnl11=1.2.4-2 libmnl0=1.0.4-3 libnetfilter-conntrack3=1.0.9-3 libnfnetlink0=1.0.2-2
for package in ./*.deb; do dpkg -x "$package" root; done

cat >try.sh <<'TRY'
set -euo pipefail
policy=$1
export PATH="$PWD/root/usr/sbin:$PATH" LD_LIBRARY_PATH="$PWD/root/usr/lib/x86_64-linux-gnu:$PWD/root/lib/x86_64-linux-gnu" XTABLES_LIBDIR="$PWD/root/usr/lib/x86_64-linux-gnu/xtables"
export CNI_PATH="$PWD/root/usr/lib/cni" CNI_COMMAND=ADD CNI_IFNAME=eth0
mount -t tmpfs none /run
ip link set lo up
mkdir /run/cni
for pod in a b; do
  ip netns add $pod
  export CNI_CONTAINERID=$pod CNI_NETNS=/run/netns/$pod
  result=$("$CNI_PATH/ptp" <<<'{"cniVersion": "1.0.0", "name": "pods", "type": "ptp", "ipam": {"type": "host-local", "dataDir": "/run/cni", "subnet": "10.244.1.0/24", "routes": [{"dst": "0.0.0.0/0"}]}}')
  "$CNI_PATH/firewall" >/dev/null <<<"{\"cniVersion\": \"1.0.0\", \"name\": \"pods\", \"type\": \"firewall\", \"ingressPolicy\": \"$policy\", \"prevResult\": $result}"
done
ip netns exec b python3 -c 'import socket; socket.create_server(("", 80)).accept()' &
sleep 1
ip netns exec a python3 -c '
import socket
try:
    socket.create_connection(("10.244.1.3", 80), 2)
    print("reaches it")
except OSError as error:
    print("does not:", error)
'
TRY
say() { unshare --mount --net --pid --fork --kill-child --mount-proc bash try.sh "$1"; }
open=$(say open)
same=$(say same-bridge)
echo "Linux $(uname -r), plugins 1.1.1; pod to pod of one node, ingressPolicy open: $open; same-bridge: $same"
[ "$open" = 'reaches it' ] && [ "$same" = 'does not: timed out' ]
