/**
 * What keeps the addresses of pods on a node without an ip-masq-agent: the rules of the node's own start-up (kubernetes/kubernetes v1.28, cluster/gce/gci/configure-helper.sh,
 * IP-MASQ; GKE documentation, default non-masquerade destinations).
 */
export const spared: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '240.0.0.0/4',
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '100.64.0.0/10',
  '198.18.0.0/15',
  '192.0.0.0/24',
  '192.88.99.0/24',
];
