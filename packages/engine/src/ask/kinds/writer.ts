import { type Cidr, type Ip, widthOf } from '../../base/addr/index.ts';
import type { Atoms } from './atoms.ts';
import type { Identifier, Labels } from './labels.ts';

/** What is known of all members of two sets when texts are made of devices. */
export interface Context {
  readonly atoms: Atoms;
  /** The device that has an identifier, and the one on which it lives, of the members and where they live. */
  readonly owners: ReadonlyMap<Identifier, { readonly device: string; readonly home: string | undefined }>;
  /** All values that may have an owner or a label: most of what is written is none of them. */
  readonly identifiers: ReadonlySet<Identifier>;
  /** Addresses of packets that are those of no member that is asked about. */
  readonly constants: ReadonlySet<Ip>;
  /** What was written that names no identifier: it reads the same wherever it stands. */
  readonly common: Map<object, Common>;
  /** A device is named where all others are not: it is not like them. */
  single(device: string): void;
}

/** A text with the names that stand in it. */
interface Common {
  readonly text: string;
  readonly names: ReadonlySet<string>;
}

/**
 * What stands in some fields. Words for people: no packet is judged by them; everything else decides, known here or not.
 * Numbers that are no addresses, and may be as large.
 */
const fields: ReadonlyMap<string, 'words' | 'number'> = new Map([
  ...['entry', 'why', 'text', 'stage', 'otherwise', 'source', 'owner', 'groupsOf'].map(
    (key) => [key, 'words'] as const,
  ),
  ...['value', 'mask', 'marked', 'unmarked'].map((key) => [key, 'number'] as const),
]);

/** Lists that interfaces with the same groups share. */
const shared: ReadonlySet<string> = new Set(['egress', 'ingress']);

const isBlock = (value: object): value is Cidr =>
  'base' in value && 'bits' in value && Object.keys(value).length === 2 && typeof value.bits === 'number';

const isPredicate = (value: object): value is { has(ip: Ip): boolean } =>
  'has' in value && typeof value.has === 'function' && !(value instanceof Set) && !(value instanceof Map);

const isIp = (value: unknown): value is Ip => typeof value === 'number' || typeof value === 'bigint';

/** A block of one address. */
export const isHost = ({ base, bits }: Cidr): boolean => bits === widthOf(typeof base === 'number' ? 4 : 6);

/**
 * Writes compiled data as a text that is equal for data which differ in nothing but the identifiers with a label. It goes
 * through whatever there is, so that a field which is added to the network tells machines apart until somebody says why not.
 */
export class Writer {
  #names = new Set<string>();
  /** Something was written that reads otherwise elsewhere. */
  #named = false;
  /** Sets of addresses, in the order in which they were met: of them a text has only who is asked about. */
  readonly sets: Iterable<Ip>[] = [];
  readonly #context: Context;
  readonly #labels: Labels;
  readonly #at: string;

  /** `at` is the device that is written. */
  constructor(context: Context, labels: Labels, at: string) {
    this.#context = context;
    this.#labels = labels;
    this.#at = at;
  }

  /** Names that stand in the text as they are. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Writes what other devices may have too, of those that name nobody in it once. */
  item(value: unknown): string {
    if (typeof value !== 'object' || value === null) return this.write(value);
    const known = this.#context.common.get(value);
    if (known) {
      for (const name of known.names) this.#names.add(name);
      return known.text;
    }
    const outer = { names: this.#names, named: this.#named };
    this.#names = new Set();
    this.#named = false;
    const text = this.write(value);
    if (!this.#named) this.#context.common.set(value, { text, names: this.#names });
    for (const name of this.#names) outer.names.add(name);
    this.#names = outer.names;
    this.#named ||= outer.named;
    return text;
  }

  write(value: unknown, key = ''): string {
    const field = key === '' ? undefined : fields.get(key);
    if (field === 'words') return value === undefined ? '' : '~';
    switch (typeof value) {
      case 'number':
      case 'bigint':
        return field === 'number' ? `${value}` : this.#identifier(value);
      case 'string':
        if (key === 'unmodelled') return '~';
        if (value.endsWith('+')) this.#context.atoms.pattern(value);
        return this.#identifier(value);
      case 'function':
        return this.#context.atoms.function(value);
      case 'object':
        return value === null ? 'null' : this.#object(value, key);
      default:
        return `${value as boolean | undefined}`;
    }
  }

  #identifier(value: Identifier): string {
    if (this.#context.identifiers.has(value)) {
      this.#named = true;
      const label = this.#labels.get(value);
      if (label !== undefined) return `§${label}`;
      const owner = this.#context.owners.get(value);
      if (owner) this.#context.single(owner.device);
    }
    if (typeof value !== 'string') return `${value}`;
    this.#names.add(value);
    // its length says where it ends
    return `${value.length}"${value}`;
  }

  #object(value: object, key: string): string {
    if (value instanceof Set || (key === 'answers' && Array.isArray(value)))
      return this.#set(value as Iterable<unknown>);
    if (Array.isArray(value)) return `[${value.map((each) => this.write(each)).join()}]`;
    if (value instanceof Map)
      return `{${[...value].map(([name, each]) => `${this.write(name)}:${this.write(each)}`).join()}}`;
    if (isBlock(value)) return isHost(value) ? `${this.#identifier(value.base)}/` : this.#context.atoms.block(value);
    const predicate = isPredicate(value) ? this.#context.atoms.predicate(value) : '';
    let text = `${predicate}{`;
    // in the order in which they were made: what is made by the same code has the same
    for (const name in value) {
      const each = (value as Readonly<Record<string, unknown>>)[name];
      if (predicate !== '' && name === 'has') continue;
      // what is not modelled at an interface, by direction: in words
      const written =
        key === 'unmodelled' && typeof each === 'string' && (name === 'in' || name === 'out') ? '~' : undefined;
      // a record may have identifiers as its keys
      const shown = this.#context.identifiers.has(name) ? this.#key(name) : name;
      text += `${shown}=${written ?? (shared.has(name) ? this.item(each) : this.write(each, name))},`;
    }
    return `${text}}`;
  }

  #key(name: string): string {
    this.#named = true;
    return this.#labels.has(name) || this.#context.owners.has(name) ? this.#identifier(name) : name;
  }

  /** A set of addresses is asked whether it has one: others than those that packets have are none of it. */
  #set(all: Iterable<unknown>): string {
    const list = [...all];
    if (list.length === 0) return 'set()';
    if (!list.every(isIp)) return `set[${list.map((each) => this.write(each)).join()}]`;
    this.sets.push(all as Iterable<Ip>);
    this.#named = true;
    const { owners, constants } = this.#context;
    const own: string[] = [];
    for (const ip of list) {
      const owner = owners.get(ip);
      const known = this.#labels.has(ip) || constants.has(ip);
      const foreign = owner && owner.device !== this.#at && owner.home !== this.#at;
      if (known || foreign) own.push(this.#identifier(ip));
    }
    return `set(${own.sort().join()})`;
  }
}
