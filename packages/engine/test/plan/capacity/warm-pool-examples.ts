/**
 * Worked examples of amazon-vpc-cni-k8s, docs/eni-and-ip-target.md: type, WARM_ENI_TARGET, WARM_IP_TARGET,
 * MINIMUM_IP_TARGET, pods, ENIs, addresses, spare addresses.
 */
export const secondaryIpExamples = `
t3.small 1 - - 0 1 3 3
t3.small 1 - - 5 3 9 4
t3.small 1 - - 9 3 9 0
t3.small - 1 1 0 1 1 1
t3.small - 1 1 5 2 6 1
t3.small - 1 1 9 3 9 0
t3.small - 2 5 0 2 5 5
t3.small - 2 5 5 3 7 2
t3.small - 2 5 9 3 9 0
p3dn.24xlarge 1 - - 0 1 49 49
p3dn.24xlarge 1 - - 3 2 98 95
p3dn.24xlarge 1 - - 95 3 147 52
p3dn.24xlarge - 5 10 0 1 10 10
p3dn.24xlarge - 5 10 7 1 12 5
p3dn.24xlarge - 5 10 15 1 20 5
p3dn.24xlarge - 5 10 45 2 50 5
`;

/** The same of docs/prefix-and-ip-target.md, with WARM_PREFIX_TARGET first; pods, ENIs, prefixes, spare addresses. */
export const prefixExamples = `
t3.small 1 - - 0 1 1 16
t3.small 1 - - 5 1 2 27
t3.small 1 - - 16 1 2 16
t3.small 1 - - 17 1 3 31
t3.small 1 - - 58 2 5 22
t3.small - 1 1 0 1 1 16
t3.small - 1 1 5 1 1 11
t3.small - 1 1 17 1 2 15
t3.small - 1 1 58 2 4 6
t3.small - 7 20 5 1 2 27
t3.small - 7 20 17 1 2 15
t3.small - 7 20 58 2 5 22
`;
