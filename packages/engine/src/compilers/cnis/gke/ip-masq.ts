/**
 * What keeps the addresses of pods on a node without an ip-masq-agent: the rules of the node's own start-up (kubernetes/kubernetes v1.28, cluster/gce/gci/configure-helper.sh,
 * IP-MASQ; GKE documentation, default non-masquerade destinations).
 */
export const spared: ReadonlyMap<string, string> = new Map(
  [
    ['10.0.0.0/8', 1918],
    ['172.16.0.0/12', 1918],
    ['192.168.0.0/16', 1918],
    ['240.0.0.0/4', 5735],
    ['192.0.2.0/24', 5737],
    ['198.51.100.0/24', 5737],
    ['203.0.113.0/24', 5737],
    ['100.64.0.0/10', 6598],
    ['198.18.0.0/15', 6815],
    ['192.0.0.0/24', 6890],
    ['192.88.99.0/24', 7526],
  ].map(([block, rfc]) => [String(block), `RFC ${rfc} reserved range`]),
);
