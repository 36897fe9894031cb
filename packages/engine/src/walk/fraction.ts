/** An exact probability, in lowest terms. */
export interface Fraction {
  readonly n: number;
  readonly d: number;
}

export const one: Fraction = { n: 1, d: 1 };

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** n/d in lowest terms. Throws RangeError beyond what a double counts exactly. */
export function fraction(n: number, d: number): Fraction {
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(d) || d <= 0) throw new RangeError(`not a fraction: ${n}/${d}`);
  const common = gcd(n, d) || 1;
  return { n: n / common, d: d / common };
}

export const times = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
export const minus = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d - b.n * a.d, a.d * b.d);
export const sum = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const toNumber = (f: Fraction): number => f.n / f.d;
export const showFraction = (f: Fraction): string => (f.d === 1 ? `${f.n}` : `${f.n}/${f.d}`);
