/** Words that mean something by their place, and no element. */
export const builtinWords: Readonly<Record<string, string>> = {
  self: 'everything that carries this security group',
  blackhole: 'packets are dropped',
  local: 'the VPC itself',
  internet: 'somebody on the Internet',
  client: "the walk's client, with its own address",
  apiserver: "the cluster's API server",
  'load-balancer': 'the load balancer in front of the Service',
  none: 'nothing',
  dhcp: 'the DHCP server of the LAN',
};
