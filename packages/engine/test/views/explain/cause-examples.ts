/** For each cause that netk raises: the smallest file found in which a walk ends with it. Its `expect` names the cause. */
export const causeExamples: Readonly<Record<string, string>> = {
  'DNS-NX': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 } }
walk w from h to dns "ip-10-0-1-9.ec2.internal" { expect nxdomain because DNS-NX }`,
  'DNS-LOOP': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 } }
internet {
  dns-zone "one.example" { record "a" CNAME "b.two.example" }
  dns-zone "two.example" { record "b" CNAME "a.one.example" }
}
walk w from h to dns "a.one.example." { expect servfail because DNS-LOOP }`,
  'DNS-PHZ': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 } }
internet {
  client c 198.51.100.9
  dns-zone "corp.internal" private in main { record "db" A 10.0.1.9 }
}
walk w from c to dns "db.corp.internal" { expect nxdomain because DNS-PHZ }`,
  'BGP-NOROUTE': `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw; host h 10.0.1.5 { eip 203.0.113.5 } }
}
walk w from h to 172.20.0.9:80 { expect timeout because BGP-NOROUTE }`,
  'VPC-NOROUTE': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 } }
walk w from h to 198.51.100.9:443 { expect timeout because VPC-NOROUTE }`,
  'VPC-BLACKHOLE': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { route 172.20.0.0/16 -> blackhole; host h 10.0.1.5 }
}
walk w from h to 172.20.0.9:443 { expect timeout because VPC-BLACKHOLE }`,
  'IGW-NOPUB': `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw; host h 10.0.1.5 }
}
walk w from h to 198.51.100.9:443 { expect timeout because IGW-NOPUB }`,
  'NAT-IN': `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw; nat-gateway nat 10.0.1.8 eip 203.0.113.8 }
}
internet { host far 198.51.100.9 }
walk w from far to 203.0.113.8:443 { expect timeout because NAT-IN }`,
  'EIGW-IN': `vpc main 10.0.0.0/16 2600:1f14:abc:de00::/56 on aws {
  egress-only-internet-gateway eigw
  subnet a 10.0.1.0/24 2600:1f14:abc:de00::/64 zone az1 {
    route ::/0 -> eigw
    host h 10.0.1.5 2600:1f14:abc:de00::5 { port 443 }
  }
}
internet { host far 2001:db8::9 }
walk w from far to h:443 { expect timeout because EIGW-IN }`,
  'NAT-PEER': `vpc a 10.0.0.0/16 on aws { subnet a1 10.0.1.0/24 { route 0.0.0.0/0 -> p; host h 10.0.1.5 } }
vpc b 10.1.0.0/16 on aws {
  internet-gateway igw
  subnet b1 10.1.1.0/24 { route 10.0.0.0/16 -> p; route 0.0.0.0/0 -> igw; nat-gateway nat eip 203.0.113.8 }
}
vpc-peering-connection p from a to b
walk w from h to 198.51.100.9:443 { expect timeout because NAT-PEER }`,
  'PEER-TRANS': `vpc a 10.0.0.0/16 on aws { subnet a1 10.0.1.0/24 { route 10.2.0.0/16 -> p; host h 10.0.1.5 } }
vpc b 10.1.0.0/16 on aws { subnet b1 10.1.1.0/24 { route 10.2.0.0/16 -> q; route 10.0.0.0/16 -> p } }
vpc c 10.2.0.0/16 on aws { subnet c1 10.2.1.0/24 { route 10.0.0.0/16 -> q; host k 10.2.1.5 { port 80 } } }
vpc-peering-connection p from a to b
vpc-peering-connection q from b to c
walk w from h to k:80 { expect timeout because PEER-TRANS }`,
  'VPCE-PROTO': `vpc main 10.0.0.0/16 on aws {
  vpc-endpoint s3 gateway { service com.amazonaws.us-east-1.s3; prefix-list pl-s3 }
  prefix-list pl-s3 { entry 52.216.0.0/15 }
  subnet a 10.0.1.0/24 zone az1 { route pl-s3 -> s3; host h 10.0.1.5 }
}
walk w from h to 52.216.0.9:443 protocol udp { expect timeout because VPCE-PROTO }`,
  'TGW-ZONE': `vpc a 10.0.0.0/16 on aws {
  subnet a1 10.0.1.0/24 zone az1
  subnet a2 10.0.2.0/24 zone az2 { route 10.1.0.0/16 -> hub; host h 10.0.2.5 }
}
vpc b 10.1.0.0/16 on aws { subnet b1 10.1.1.0/24 zone az1 { route 10.0.0.0/16 -> hub; host k 10.1.1.5 { port 80 } } }
transit-gateway hub { attachment a { subnets a1 }; attachment b }
walk w from h to k:80 { expect timeout because TGW-ZONE }`,
  'TGW-NOASSOC': `vpc a 10.0.0.0/16 on aws { subnet a1 10.0.1.0/24 zone az1 { route 10.1.0.0/16 -> hub; host h 10.0.1.5 } }
vpc b 10.1.0.0/16 on aws { subnet b1 10.1.1.0/24 zone az1 { route 10.0.0.0/16 -> hub; host k 10.1.1.5 { port 80 } } }
transit-gateway hub { default-route-table-association disable; attachment a; attachment b }
walk w from h to k:80 { expect timeout because TGW-NOASSOC }`,
  'TGW-NOROUTE': `vpc a 10.0.0.0/16 on aws { subnet a1 10.0.1.0/24 zone az1 { route 10.0.0.0/8 -> hub; host h 10.0.1.5 } }
vpc b 10.1.0.0/16 on aws { subnet b1 10.1.1.0/24 zone az1 { route 10.0.0.0/16 -> hub } }
transit-gateway hub { attachment a; attachment b }
walk w from h to 10.2.0.9:80 { expect timeout because TGW-NOROUTE }`,
  'VPN-DOWN': `vpc main 10.0.0.0/16 on aws {
  vpn-gateway office
  subnet a 10.0.1.0/24 zone az1 { route 172.20.0.0/16 -> office; host h 10.0.1.5 }
}
internet { lan hq 172.20.0.0/16 { router edge 172.20.0.1 wan 198.51.100.7; host ledger 172.20.0.10 { port 443 } } }
customer-gateway cgw 198.51.100.7
vpn-connection hq-vpn from office to cgw { static-routes 172.20.0.0/16; state down }
walk w from h to ledger:443 { expect timeout because VPN-DOWN }`,
  'IMDS-HOP': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main { node n m5.large in a { imds-hop-limit 1; pod p } }
walk w from p to 169.254.169.254:80 { expect timeout because IMDS-HOP }`,
  'VPC-BPA': `vpc main 10.0.0.0/16 on aws {
  internet-gateway-block-mode block-bidirectional
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw; host h 10.0.1.5 { eip 203.0.113.5 } }
}
walk w from h to 198.51.100.9:443 { expect timeout because VPC-BPA }`,
  'SG-IN': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  security-group shut { ingress tcp/22 from 10.0.1.0/24 }
  host h 10.0.1.5 in a
  host db 10.0.1.6 in a { port 5432; security-groups shut }
}
walk w from h to db:5432 { expect timeout because SG-IN }`,
  'SG-OUT': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  security-group web { egress tcp/443 to 0.0.0.0/0 }
  host h 10.0.1.5 in a { security-groups web }
  host db 10.0.1.6 in a { port 5432 }
}
walk w from h to db:5432 { expect timeout because SG-OUT }`,
  'ZONE-DOWN': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2 { host k 10.0.2.5 { port 80 } }
}
walk w from h to k:80 { given zone az2 { down true }; expect timeout because ZONE-DOWN }`,
  'API-REACH': `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet p 10.0.0.0/24 zone az1 { route 0.0.0.0/0 -> igw; nat-gateway nat 10.0.0.9 eip 203.0.113.9 }
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> nat }
}
cluster c on eks in main {
  control-plane { publicAccessCidrs 198.51.100.0/24 }
  node n m5.large in a
}
walk w from n to apiserver c { expect timeout because API-REACH }`,
  WEBHOOK: `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  security-group nodes { ingress tcp/10250 from plane }
  security-group plane { ingress tcp/443 from nodes }
}
cluster c on eks in main {
  control-plane { security-groups plane; x-eni 10.0.1.200 in a }
  node n m5.large in a { security-groups nodes; pod hook { labels app=hook; port 9443 } }
  service hook { selector app=hook; port 443 -> 9443 }
}
walk w from apiserver c to service hook:443 { expect timeout because WEBHOOK }`,
  'SG-TRACK': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  security-group web { ingress tcp/80 from 10.0.0.0/16 }
  host h 10.0.1.5 in a
  host web m8i.large 10.0.1.6 in a { port 80; security-groups web }
}
walk w from h to web:80 { idle 400s; expect timeout because SG-TRACK }`,
  'ENC-PORT': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  security-group shut { ingress tcp/6443 from 10.0.0.0/16; egress all to 0.0.0.0/0 }
}
cluster c on plain in main {
  clusterCIDR 10.244.0.0/16
  cni flannel
  node n1 10.0.1.11 in a { security-groups shut; pod p }
  node n2 10.0.1.12 in a { security-groups shut; pod q { port 80 } }
}
walk w from p to q:80 { expect timeout because ENC-PORT }`,
  'HOST-NOROUTE': `vpc dc 10.0.0.0/16 on plain { subnet a 10.0.1.0/24; subnet b 10.0.2.0/24 }
cluster c on plain in dc {
  clusterCIDR 192.168.0.0/16
  cni calico { encapsulation None }
  node n1 10.0.1.11 in a { pod p }
  node n2 10.0.2.11 in b { pod q { port 80 } }
}
walk w from node n1 to q:80 { expect unreachable because HOST-NOROUTE }`,
  'DNS-DENY': `vpc dc 10.0.0.0/16 on plain { subnet a 10.0.1.0/24 }
cluster c on plain in dc {
  cni calico
  node n 10.0.1.11 in a { pod p { labels app=p }; pod kube-system/dns { labels k8s-app=kube-dns; port udp/53 } }
  service kube-system/kube-dns { selector k8s-app=kube-dns; port udp/53 }
  service web { selector app=p; port 80 }
  networkpolicy shut { podSelector app=p; policyTypes Egress }
}
walk w from p to dns "web" { expect timeout because DNS-DENY }`,
  'NP-POL': `vpc dc 10.0.0.0/16 on plain { subnet a 10.0.1.0/24 }
cluster c on plain in dc {
  cni calico
  node n 10.0.1.11 in a { pod p; pod q { port 80 } }
  networkpolicy shut { policyTypes Ingress }
}
walk w from p to q:80 { expect timeout because NP-POL }`,
  'NP-STRICT': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  cni vpc-cni 1.21 { ENABLE_NETWORK_POLICY true; NETWORK_POLICY_ENFORCING_MODE strict }
  node n m5.large 10.0.1.11 in a { pod p }
  deployment q on n { port 80 }
}
walk w from p to pod q-1:80 { expect timeout because NP-STRICT }`,
  'NACL-IN': `vpc main 10.0.0.0/16 on aws {
  network-acl shut { ingress 100 allow tcp/22 from 0.0.0.0/0; egress 100 allow all to 0.0.0.0/0 }
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az1 { network-acl shut; host db 10.0.2.6 { port 5432 } }
}
walk w from h to db:5432 { expect timeout because NACL-IN }`,
  'NACL-OUT': `vpc main 10.0.0.0/16 on aws {
  network-acl no-answers { ingress 100 allow all from 0.0.0.0/0; egress 100 allow tcp/443 to 0.0.0.0/0 }
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az1 { network-acl no-answers; host db 10.0.2.6 { port 5432 } }
}
walk w from h to db:5432 { expect timeout because NACL-OUT }`,
  SRCDST: `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw }
}
cluster c on eks in main {
  node n m5.large in a { eni 0 10.0.1.10; eni 1 10.0.1.20; pod p 10.0.1.21 eni 1 }
  service out { port 443; endpoint 198.51.100.9 }
}
walk w from p to out:443 { expect timeout because SRCDST }`,
  RPF: `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  security-group open { ingress all from 0.0.0.0/0 }
  host h 10.0.1.200 in a { security-groups open }
}
cluster c on eks in main {
  cni vpc-cni { ENABLE_PREFIX_DELEGATION true }
  node n m5.large in a { security-groups open; eni 0 10.0.1.10; eni 1 10.0.1.11 { prefix 10.0.1.48/28 } }
}
walk w from h to 10.0.1.55:80 { expect timeout because RPF }`,
  BRNF: `vpc main 10.0.0.0/16 on plain { subnet a 10.0.1.0/24 zone az1 }
cluster c on plain in main {
  cni bridge { bridge-nf-call-iptables 0 }
  node n in a { pod p; pod q { labels app=web; port 80 } }
  service web { selector app=web; port 80 }
}
walk w from p to web:80 { expect timeout because BRNF }`,
  HAIRPIN: `vpc main 10.0.0.0/16 on plain { subnet a 10.0.1.0/24 zone az1 }
cluster c on plain in main {
  node n in a { pod p { labels app=web; port 80 } }
  service web { selector app=web; port 80 }
}
walk w from p to web:80 { expect timeout because HAIRPIN }`,
  'FWD-DROP': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  node n m5.large in a { forwardPolicy drop; pod p; pod q { port 80 } }
}
walk w from p to q:80 { expect timeout because FWD-DROP }`,
  'ARP-FAIL': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 } }
walk w from h to 10.0.1.9:80 { expect unreachable because ARP-FAIL }`,
  TTL: `vpc main 10.0.0.0/16 on aws {
  security-group open { ingress all from 0.0.0.0/0 }
  subnet a 10.0.1.0/24 zone az1 { route 172.30.0.0/16 -> n; host h 10.0.1.5 }
}
cluster c on eks in main {
  cni vpc-cni { AWS_VPC_K8S_CNI_EXTERNALSNAT true }
  node n m5.large in a { eni 0 10.0.1.10 { source-dest-check false; security-groups open } }
}
walk w from h to 172.30.0.9:80 { expect unreachable because TTL }`,
  'EARLY-DEMUX': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  security-group db { ingress tcp/5432 from 10.0.0.0/16 }
}
cluster c on eks in main {
  cni vpc-cni { ENABLE_POD_ENI true }
  node n m5.large in a { pod p { labels app=db; port 5432 } }
  securitygrouppolicy s { podSelector app=db; security-groups db }
}
walk w from n to p:5432 { expect timeout because EARLY-DEMUX }`,
  'CT-INVALID': `vpc dc 10.0.0.0/16 on plain {
  subnet a 10.0.1.0/24
  subnet b 10.0.2.0/24 { route 192.168.0.0/16 -> n3; host db 10.0.2.9 { port 5432 } }
}
cluster c on plain in dc {
  clusterCIDR 192.168.0.0/16
  cni calico 3.32 { encapsulation VXLAN; natOutgoing false }
  node n1 10.0.1.11 in a { pod client }
  node n3 10.0.2.13 in b
}
walk w from client to db:5432 { expect timeout because CT-INVALID }`,
  'SVC-NOEP': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  node n m5.large in a { pod p; pod q { labels app=web; ready false; port 80 } }
  service web { selector app=web; port 80 }
}
walk w from p to web:80 { expect refused because SVC-NOEP }`,
  'SVC-NOLOCAL': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  node n m5.large in a { pod p }
  node m m5.large in a { pod q { labels app=web; port 80 } }
  service web { selector app=web; port 80; internalTrafficPolicy Local }
}
walk w from p to web:80 { expect timeout because SVC-NOLOCAL }`,
  'SVC-TARGETPORT': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  node n m5.large in a { pod p; pod q { labels app=web; port 8080 } }
  service web { selector app=web; port 80 -> 8081 }
}
walk w from p to web:80 { expect refused because SVC-TARGETPORT }`,
  'SVC-BIND127': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  node n m5.large in a { pod p; pod q { labels app=web; port 80 listen 127.0.0.1 } }
  service web { selector app=web; port 80 }
}
walk w from p to web:80 { expect refused because SVC-BIND127 }`,
  'SVC-CIDR-OVERLAP': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  host crm 10.0.1.20 in a { port 80 }
}
cluster c on eks in main {
  serviceCIDR 10.0.1.0/24
  node n m5.large 10.0.1.10 in a { pod p 10.0.1.11; pod q 10.0.1.12 { labels app=web; port 80 } }
  service web 10.0.1.20 { selector app=web; port 80 }
}
walk w from p to host crm:80 { expect because SVC-CIDR-OVERLAP }`,
  'ADDR-OVERLAP': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  host h 10.0.1.5 in a
  host one 10.0.1.9 in a { port 80 }
  host two 10.0.1.9 in a { port 80 }
}
walk w from h to two:80 { expect because ADDR-OVERLAP }`,
  MARTIAN: `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1
  host h 10.0.1.10 in a
}
cluster c on eks in main {
  node n m5.large in a { eni 0 10.0.1.10; pod q 10.0.1.11 { port 80 } }
}
walk w from h to q:80 { expect timeout because MARTIAN }`,
  'IPFWD-OFF': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5; route 172.20.0.0/16 -> fw }
  subnet b 10.0.2.0/24 zone az1 { host fw 10.0.2.9 { source-dest-check false; port 80 } }
}
walk w from h to 172.20.0.5:80 { expect timeout because IPFWD-OFF }`,
  'SOCK-MISMATCH': `vpc main 10.0.0.0/16 on aws {
  security-group open { ingress all from 0.0.0.0/0 }
  subnet a 10.0.1.0/24 zone az1
  subnet b 10.0.2.0/24 zone az1 { route 172.20.0.0/16 -> n; host h 10.0.2.5 { security-groups open } }
}
cluster c on eks in main {
  serviceCIDR 172.20.0.0/16
  node n m5.large in a { eni 0 10.0.1.10 { source-dest-check false; security-groups open } }
  node m m5.large in a { security-groups open; pod q { labels app=web; port 80 } }
  service web 172.20.0.20 { selector app=web; port 80 }
}
walk w from h to 172.20.0.20:80 { expect timeout because SOCK-MISMATCH }`,
  'APP-RST': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080; response "/cut" rst } }
  service web { port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; rule host "shop.example" path "/" -> web:80 }
}
walk w from h to "http://shop.example/cut" { choose zone az1; expect http-502 because APP-RST }`,
  'CLIENT-TIMEOUT': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080; response "/report" 200 20s } }
  service web { port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; rule host "shop.example" path "/" -> web:80 }
}
walk w from h to "http://shop.example/report" { choose zone az1; max-time 5s; expect timeout because CLIENT-TIMEOUT }`,
  'LB-AZ-EMPTY': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080 } }
  service web LoadBalancer on nlb { scheme internal; target-type ip; subnet a 10.0.1.20; subnet b 10.0.2.20; port 80 -> 8080 }
}
walk w from h to 10.0.2.20:80 { expect timeout because LB-AZ-EMPTY }`,
  'LB-HAIRPIN': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080 } }
  service web LoadBalancer on nlb { scheme internal; target-type ip; preserve_client_ip.enabled true; subnet a 10.0.1.20; port 80 -> 8080 }
}
walk w from pod web to 10.0.1.20:80 { expect timeout because LB-HAIRPIN }`,
  'LB-NOTARGET': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod p }
  service web { port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; rule host "shop.example" path "/" -> web:80 }
}
walk w from h to "http://shop.example/" { choose zone az1; expect http-503 because LB-NOTARGET }`,
  'LB-RULE': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080 } }
  service web { port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; rule host "shop.example" path "/cart" -> web:80 }
}
walk w from h to "http://shop.example/login" { choose zone az1; expect http-404 because LB-RULE }`,
  'LB-TIMEOUT': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080; response "/slow" 200 70s } }
  service web { port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; rule host "shop.example" path "/" -> web:80 }
}
walk w from h to "http://shop.example/slow" { choose zone az1; expect http-504 because LB-TIMEOUT }`,
  'LB-TLS': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080 } }
  service web { port 80 -> 8080 }
  ingress edge on alb { scheme internal; target-type ip; certificate-arn shop; rule host "shop.example" path "/" -> web:80 }
}
walk w from h to "http://shop.example:443/" { choose zone az1; expect http-400 because LB-TLS }`,
  'LB-UNHEALTHY': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8081 } }
  service web LoadBalancer on clb { scheme internal; subnet a 10.0.1.20; port 80 -> 8080 }
}
walk w from h to 10.0.1.20:80 { expect closed because LB-UNHEALTHY }`,
  'SVC-PORT': `vpc main 10.0.0.0/16 on aws {
  subnet a 10.0.1.0/24 zone az1 { host h 10.0.1.5 }
  subnet b 10.0.2.0/24 zone az2
  security-group any { ingress all from 0.0.0.0/0 }
}
cluster c on eks in main {
  node n m5.large in a { pod web { labels app=web; port 8080 } }
  service web LoadBalancer on nlb { scheme internal; target-type ip; subnet a 10.0.1.20; security-groups any; port 80 -> 8080 }
}
walk w from h to 10.0.1.20:81 { expect timeout because SVC-PORT }`,
  'SVC-SRCRANGE': `vpc main 10.0.0.0/16 on aws { subnet a 10.0.1.0/24 zone az1 }
cluster c on eks in main {
  node n m5.large in a { pod p; pod web { labels app=web; port 8080 } }
  service web LoadBalancer on nlb {
    scheme internal
    target-type ip
    status.loadBalancer 203.0.113.81
    loadBalancerSourceRanges 198.51.100.0/24
    port 80 -> 8080
  }
}
walk w from p to 203.0.113.81:80 { expect timeout because SVC-SRCRANGE }`,
  'GKE-FW': `vpc main on gcp {
  subnet a 10.0.1.0/24 { host h 10.0.1.5; host k 10.0.1.6 { port 80 } }
}
walk w from h to k:80 { expect timeout because GKE-FW }`,
  'GKE-READY': `vpc main on gcp { subnet a 10.128.0.0/20 { secondary-range pods 10.8.0.0/14 } }
cluster c on gke in main {
  clusterCIDR pods
  node n 10.128.0.11 in a { pod web { labels app=web; port 8080; response "/" 404 } }
  service web { selector app=web; port 80 -> 8080 }
  ingress shop on gce 203.0.113.201 { default-backend web:80 }
}
internet { client laptop 198.51.100.7 }
walk w from laptop to "http://203.0.113.201/" { expect http-502 because GKE-READY }`,
  'LB-SCHEME': `vpc main on gcp {
  subnet a 10.128.0.0/20 { region us-central1; secondary-range pods 10.8.0.0/14 }
  subnet b 10.138.0.0/20 { region us-west1; host h 10.138.0.40 }
}
cluster c on gke in main {
  clusterCIDR pods
  node n 10.128.0.11 in a { pod web { labels app=web; port 8080 } }
  service web LoadBalancer on passthrough 10.128.0.50 { load-balancer-type Internal; selector app=web; port 80 -> 8080 }
}
walk w from h to 10.128.0.50:80 { expect timeout because LB-SCHEME }`,
  'NAT-IDLE': `vpc main 10.0.0.0/16 on aws {
  internet-gateway igw
  subnet a 10.0.1.0/24 zone az1 { route 0.0.0.0/0 -> igw; nat-gateway nat 10.0.1.8 eip 203.0.113.8 }
  subnet b 10.0.2.0/24 zone az1 { route 0.0.0.0/0 -> nat; host h 10.0.2.5 }
}
internet { host far 198.51.100.9 { port 443 } }
walk w from h to far:443 { idle 400s; expect refused because NAT-IDLE }`,
  V4V6: `vpc main 10.0.0.0/16 2600:1f14:abc:de00::/56 on aws { subnet a 10.0.1.0/24 2600:1f14:abc:de00::/64 zone az1 }
cluster c on eks in main {
  ipFamily ipv6
  cni vpc-cni { ENABLE_IPv6 true; ENABLE_PREFIX_DELEGATION true }
  node n m5.large in a { pod p; pod q { port 80 } }
}
walk w from p to 169.254.172.3:80 { expect refused because V4V6 }`,
};
