/** Bytes of a jumbo frame's packet inside a VPC; DHCP gives it to machines of current types (EC2 user guide, Jumbo frames). */
export const jumbo = 9001;
