import type { Device, Interface, Network } from '@netk/engine';

/** Longer names are refused by the kernel (IFNAMSIZ). */
const longest = 15;

/** Names that stand for something else where settings of interfaces are kept (devinet.c), or in a path. */
const reserved: ReadonlySet<string> = new Set(['all', 'default', '.', '..']);

/** Every namespace has its `lo` already: a line of that name, as a router has to a subnet called lo, needs another. */
const isTaken = ({ name, link }: Interface): boolean => name === 'lo' && link !== undefined;

const kernelTakes = (name: string): boolean => name.length <= longest && /^[\w.-]+$/.test(name) && !reserved.has(name);

/** Names that the kernel takes, for devices and their interfaces. */
export interface Names {
  namespace(device: string): string;
  /** The kernel's name of an interface: its own where that fits, else `if<n>`. */
  interface(device: string, name: string): string;
}

/** Gives every device a namespace `n<index>`, and every interface a name. */
export function namesOf(network: Network): Names {
  const namespaces = new Map([...network.devices.keys()].map((id, index) => [id, `n${index}`]));
  const interfaces = new Map([...network.devices.values()].map((device) => [device.id, interfaceNames(device)]));
  const known = (value: string | undefined, what: string): string => {
    if (value === undefined) throw new TypeError(`the laboratory knows no ${what}`);
    return value;
  };
  return {
    namespace: (device) => known(namespaces.get(device), device),
    interface: (device, name) => known(interfaces.get(device)?.get(name), `${device} ${name}`),
  };
}

function interfaceNames({ interfaces }: Device): ReadonlyMap<string, string> {
  const taken = new Set(interfaces.map(({ name }) => name));
  let next = 0;
  const short = (): string => {
    let name = `if${next++}`;
    while (taken.has(name)) name = `if${next++}`;
    return name;
  };
  return new Map(interfaces.map((each) => [each.name, kernelTakes(each.name) && !isTaken(each) ? each.name : short()]));
}
