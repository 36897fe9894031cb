/** An exact probability, in lowest terms. */
export interface Fraction {
  readonly n: number;
  readonly d: number;
}

export const one: Fraction = { n: 1, d: 1 };

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const gcdOf = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcdOf(b, a % b));

/** n/d in lowest terms. Throws RangeError beyond what a double counts exactly. */
export function fraction(n: number, d: number): Fraction {
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(d) || d <= 0) throw new RangeError(`not a fraction: ${n}/${d}`);
  const common = gcd(n, d) || 1;
  return { n: n / common, d: d / common };
}

/** The same of products that a double may not count exactly before they are reduced. */
function reduced(n: bigint, d: bigint): Fraction {
  const common = gcdOf(n, d) || 1n;
  return fraction(Number(n / common), Number(d / common));
}

/** a.n·b.d ± b.n·a.d over a.d·b.d. */
function added(a: Fraction, b: Fraction, sign: 1 | -1): Fraction {
  const [x, y, d] = [a.n * b.d, b.n * a.d, a.d * b.d];
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y) && Number.isSafeInteger(d)) return fraction(x + sign * y, d);
  const [an, ad, bn, bd] = [BigInt(a.n), BigInt(a.d), BigInt(b.n), BigInt(b.d)];
  return reduced(an * bd + BigInt(sign) * bn * ad, ad * bd);
}

export function times(a: Fraction, b: Fraction): Fraction {
  const [n, d] = [a.n * b.n, a.d * b.d];
  if (Number.isSafeInteger(n) && Number.isSafeInteger(d)) return fraction(n, d);
  return reduced(BigInt(a.n) * BigInt(b.n), BigInt(a.d) * BigInt(b.d));
}

export const minus = (a: Fraction, b: Fraction): Fraction => added(a, b, -1);
export const sum = (a: Fraction, b: Fraction): Fraction => added(a, b, 1);
export const toNumber = (f: Fraction): number => f.n / f.d;
export const showFraction = (f: Fraction): string => (f.d === 1 ? `${f.n}` : `${f.n}/${f.d}`);
