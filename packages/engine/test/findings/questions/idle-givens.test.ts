import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { followedInVpcs, ofGoogle } from '../../../src/findings/questions/idle-givens.ts';

const source = path.resolve(import.meta.dirname, '../../../src');

/** Settings of clusters and of what stands in them, which planning and compiling read. */
const ofClusters =
  /^([A-Z][A-Z0-9_]+|affinityType|allowGlobalAccess|ami-type|asNumber|autopath|backend|backendConfig|blockSize|bridge-nf-call-iptables|cni|clusterCIDR|clusterIP|dataplane|disable-default-snat|external-ip|frontendConfig|ingress\.class|ingressClassName|redirectToHttps|responseCodeName|timeoutSec|type|computeConfig|detectLocal\..*|dns|dnsAddress|dnsConfig|dnsPolicy|DirectRouting|enabled|encapsulation|natOutgoing|pods|externalIPs|externalName|healthCheck|healthCheckNodePort|internal-load-balancer-(allow-global-access|subnet)|l4-rbs|load-balancer-type|loadBalancer(Class|IP)|readinessProbe|weighted-load-balancing|workloadIdentityConfig|hostNetwork|hosts|hostPort|ingressPolicy|hostnames?|image-type|ingress-nginx|interface-type|ip-masq-agent|ipFamily|ipMasq|ipMode|ENABLE_IPv6|ipFamilies|ipFamilyPolicy|kube-proxy|loadBalancerSourceRanges|kubernetes|linuxDataplane|masqLinkLocal|max-pods|mtu|ndots|neg|nicConfig|node-cidr-mask-size|node-local-dns|nodeToNodeMeshEnabled|nonMasqueradeCIDRs|nodePortAddresses|peer|podCIDR|policyTypes|priority|publish-service|publishNotReadyAddresses|requestRedirect|serviceCIDR|sessionAffinity|sessionAffinityTimeout|snat|status\.loadBalancer|tier|topology-mode|trafficDistribution)$/;

/** Of the Internet and of machines anywhere, where everything that is written is compared. */
const ofInternet =
  /^(resolv\.conf|bgp|cgnat|dhcp|dns|dns-forwarder|search|software|gateway|lease|local-preference|mac|napt|range|router-id)$/;

test('every setting that planning or compiling reads is one of a cluster or of the Internet, or is known to be followed in VPCs', () => {
  const read = new Set<string>();
  for (const folder of ['plan', 'compilers'])
    for (const file of readdirSync(path.join(source, folder), { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.ts'))
        for (const [, key] of readFileSync(path.join(source, folder, file), 'utf8').matchAll(
          /settingOf\([^()]*(?:\([^()]*\))?[^()]*, '([^']+)'/g,
        ))
          read.add(key!);
  expect(
    [...read].filter((key) => !ofClusters.test(key) && !ofInternet.test(key) && !ofGoogle.has(key)).sort(),
  ).toEqual([...followedInVpcs.keys()].sort());
});
