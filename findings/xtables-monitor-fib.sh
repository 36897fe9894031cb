#!/usr/bin/env bash
# xtables-monitor --trace of iptables 1.8.9 prints what happens to a packet that a TRACE rule marks. When the packet then meets
# a rule with a `fib` expression in a table of nftables that iptables does not own, the program ends with status 3: "cmp sreg
# undef … Parsing nftables rule failed". The rule is valid (nft loads and lists it), and the packet is not touched by it.
# Seen with iptables 1.8.9-2, nftables 1.0.6-2+deb12u2 (Debian 12), Linux 6.18.44. Of nftables itself, `nft monitor trace` prints the rule.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo 'needs root: it makes a network namespace' >&2; exit 2; }

folder=$(mktemp -d)
namespace=finding-$$
finish() {
  ip netns del "$namespace" 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

cd "$folder"
apt-get download -qq iptables=1.8.9-2 libxtables12=1.8.9-2 libip4tc2=1.8.9-2 libip6tc2=1.8.9-2 nftables=1.0.6-2+deb12u2 libnftables1=1.0.6-2+deb12u2
for package in ./*.deb; do dpkg -x "$package" root; done
libraries=$folder/root/usr/lib/$(uname -m)-linux-gnu
export LD_LIBRARY_PATH=$libraries XTABLES_LIBDIR=$libraries/xtables PATH=$folder/root/usr/sbin:$folder/root/sbin:$PATH

xtables-monitor --version
nft --version
uname -r

ip netns add "$namespace"
inside() { ip netns exec "$namespace" "$@"; }
inside ip link set lo up
inside iptables-nft -t raw -A OUTPUT -p udp --dport 9 -j TRACE
inside nft -f - <<'NFT'
table ip other {
  chain late {
    type filter hook output priority 10;
    fib daddr type local return
  }
}
NFT
inside nft list table ip other

inside timeout 5 xtables-monitor --trace >out 2>err &
monitor=$!
sleep 1
inside bash -c 'echo x >/dev/udp/127.0.0.1/9'
status=0
wait "$monitor" || status=$?
cat out err
echo "xtables-monitor ended with $status"
[ "$status" = 3 ] && grep -q 'Parsing nftables rule failed' err
