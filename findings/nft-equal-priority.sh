#!/usr/bin/env bash
# Two tables have a base chain each at one hook with the same priority. One expects that they are asked in the order in which they
# were made, as rules of a chain are. The one that was made last is asked first: the kernel puts a hook in front of those that
# have its priority (nf_hook_entries_grow). Where two programs translate at dstnat, as kube-proxy in nftables mode and one with
# iptables-nft on a node, the connection belongs to whichever made its table last, and so a restart of either changes who does.
# Seen with nftables 1.0.6 of Debian 12 on Linux 6.18.44.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo 'needs root: it makes network namespaces' >&2; exit 2; }

folder=$(mktemp -d)
namespaces=()
finish() {
  for each in "${namespaces[@]}"; do ip netns del "$each" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap finish EXIT

cd "$folder"
apt-get download -qq nftables=1.0.6-2+deb12u2 libnftables1=1.0.6-2+deb12u2
for package in ./*.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH=$folder/root/usr/lib/$(uname -m)-linux-gnu PATH=$folder/root/usr/sbin:$PATH
uname -r
nft --version

# who translates a connection to 127.0.0.9:9, where `one` and `two` are made in this order
winner() {
  local namespace=finding-$$-$1
  namespaces+=("$namespace")
  ip netns add "$namespace"
  ip -n "$namespace" link set lo up
  for table in "$@"; do
    ip netns exec "$namespace" nft -f - <<EOF
add table ip $table
add chain ip $table translate { type nat hook output priority -100; }
add rule ip $table translate ip daddr 127.0.0.9 counter dnat to 127.0.0.10
EOF
  done
  ip netns exec "$namespace" bash -c 'echo x >/dev/udp/127.0.0.9/9'
  for table in "$@"; do
    ip netns exec "$namespace" nft list chain ip "$table" translate | grep -q 'packets 1 ' && echo "$table"
  done
  true
}

first=$(winner one two)
second=$(winner two one)
echo "made one, two: $first translates; made two, one: $second translates"
[ "$first" = two ] && [ "$second" = one ]
