/**
 * vCPUs of an EC2 instance type, from its name: `large` has 2, `xlarge` 4, `16xlarge` and `metal-16xl` 64 (EC2 user
 * guide, naming conventions). The types that differ are named here. Undefined: the name does not say.
 */
export function cpusOf(machine: string): number | undefined {
  const odd = exceptions[machine];
  if (odd !== undefined) return odd;
  const [family = '', size = ''] = machine.split('.');
  if (family.startsWith('mac')) return 12; // Mac minis and studios: 8 to 28 cores, never above 30
  const times = /^(?:metal-)?(\d+)xl(?:arge)?$/.exec(size);
  if (times) return 4 * Number(times[1]);
  if (size === 'metal') return 64; // whole servers: all have more than 30, except those named below
  return sizes[size];
}

const sizes: Readonly<Record<string, number>> = { nano: 2, micro: 2, small: 2, medium: 2, large: 2, xlarge: 4 };

/** Whole figures of the old and small types that the rule gets wrong (EC2 user guide, instance type specifications). */
const exceptions: Readonly<Record<string, number>> = {
  'a1.metal': 16,
  'c1.xlarge': 8,
  'hs1.8xlarge': 16,
  'm2.xlarge': 2,
  'm2.2xlarge': 4,
  'm2.4xlarge': 8,
};
