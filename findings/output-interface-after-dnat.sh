#!/usr/bin/env bash
# A packet that a machine sends itself is routed, passes OUTPUT, and is routed anew if nat OUTPUT gave it another destination. One
# expects the filter rules of OUTPUT, which stand behind nat, to see the interface of the new route. They see that of the
# first: the interface belongs to the state of the hook, which is made before its first rule. `-o` in POSTROUTING sees the new one.
# A rule of OUTPUT that names the interface of a Service's endpoint never matches a node's own packets to that Service.
# Seen with iptables 1.8.9 (nf_tables and legacy) of Debian 12 on Linux 6.18.44.
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
apt-get download -qq iptables=1.8.9-2 libxtables12=1.8.9-2 libip4tc2=1.8.9-2 libip6tc2=1.8.9-2
for package in ./*.deb; do dpkg -x "$package" root; done
libraries=$folder/root/usr/lib/$(uname -m)-linux-gnu
export LD_LIBRARY_PATH=$libraries XTABLES_LIBDIR=$libraries/xtables PATH=$folder/root/usr/sbin:$PATH
uname -r

for kind in nft legacy; do
  namespace=finding-$$-$kind
  namespaces+=("$namespace")
  inside() { ip netns exec "$namespace" "$@"; }
  ip netns add "$namespace"
  for at in 1 2; do
    inside ip link add "v$at" type veth peer name "w$at"
    inside ip address add "10.$at.0.1/24" dev "v$at"
    inside ip link set "v$at" up
    inside ip link set "w$at" up
  done
  iptables=iptables-$kind
  inside "$iptables" --version
  inside "$iptables" -t nat -A OUTPUT -d 10.1.0.9 -p udp -j DNAT --to-destination 10.2.0.2
  for at in 1 2; do
    inside "$iptables" -A OUTPUT -o "v$at" -p udp
    inside "$iptables" -t mangle -A POSTROUTING -o "v$at" -p udp
  done
  inside bash -c 'echo x >/dev/udp/10.1.0.9/9'
  counted() { inside "$iptables" -t "$1" -vnxL "$2" | awk '$1 ~ /^[0-9]+$/ { print $1 }' | tr '\n' ' '; }
  echo "packets in filter OUTPUT by v1 and v2: $(counted filter OUTPUT); in mangle POSTROUTING: $(counted mangle POSTROUTING)"
  [ "$(counted filter OUTPUT)" = '1 0 ' ] && [ "$(counted mangle POSTROUTING)" = '0 1 ' ]
done
