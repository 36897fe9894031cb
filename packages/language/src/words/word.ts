/** A word that is a name from a registry: the grammar does not know it. */
export interface Word {
  readonly name: string;
  readonly doc: string;
}

/** An attribute: `key value… { … }`. */
export interface SettingWord extends Word {
  /** What to write behind the key, for hover and completion. */
  readonly values?: readonly string[];
  readonly default?: string;
  /** Its block takes these; undefined: it has no block. */
  readonly block?: readonly SettingWord[];
  /** Its name is only how it begins: `actions.` of `actions.old`. */
  readonly family?: true;
}

/** The word that a key is, or begins with. */
export const settingNamed = (words: readonly SettingWord[] | undefined, key: string): SettingWord | undefined =>
  words?.find(({ name, family }) => name === key || (family && key.startsWith(name) && key.length > name.length));

/** Rows of `name: doc`, one per line. */
export const words = (rows: Readonly<Record<string, string>>): readonly Word[] =>
  Object.entries(rows).map(([name, doc]) => ({ name, doc }));

type SettingRow = string | readonly [doc: string, values: string, fallback?: string];

/** Rows of `key: doc`, or `key: [doc, 'value | value', default]`. */
export const settingWords = (rows: Readonly<Record<string, SettingRow>>): readonly SettingWord[] =>
  Object.entries(rows).map(([name, row]) => {
    if (typeof row === 'string') return { name, doc: row };
    const [doc, values, fallback] = row;
    return { name, doc, values: values.split(' | '), ...(fallback === undefined ? {} : { default: fallback }) };
  });
