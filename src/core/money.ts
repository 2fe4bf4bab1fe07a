/**
 * Money is a whole number of nano-dollars (1e-9 USD). A JavaScript number holds whole numbers exactly
 * up to 2^53, which is nine million dollars: no sum of ours comes near it.
 */
export type Nanos = number & { readonly unit: 'nano-dollar' };

/** Checks that `value` is a whole, non-negative number of nano-dollars. Throws a RangeError: it is a bug. */
export function nanos(value: number): Nanos {
  if (!isNanos(value)) throw new RangeError(`not a whole, non-negative number of nano-dollars: ${value}`);
  return value;
}

function isNanos(value: number): value is Nanos {
  return Number.isSafeInteger(value) && value >= 0;
}

export const ZERO: Nanos = nanos(0);

/** More than any budget or call of one person: a million dollars. A few of them still add up exactly. */
export const MOST: Nanos = nanos(1e15);

/** Dollars, as a person writes them in a setting, to nano-dollars, rounded up. */
export function fromDollars(dollars: number): Nanos {
  // A double holds fifteen decimal digits; what follows them is the error of the multiplication.
  return nanos(Math.ceil(Number((dollars * 1e9).toPrecision(15))));
}

export function addNanos(...amounts: readonly Nanos[]): Nanos {
  return nanos(amounts.reduce<number>((sum, amount) => sum + amount, 0));
}

/** Dollars to the nano-dollar, for a program: `0.002100000`. */
export function exactDollars(amount: Nanos): string {
  const whole = Math.floor(amount / 1e9);
  return `${whole}.${String(amount - whole * 1e9).padStart(9, '0')}`;
}

/** `$0.0021`, `$4.58`, `< $0.0001` below a hundredth of a cent, `$0` for nothing. */
export function formatMoney(amount: Nanos): string {
  if (amount === 0) return '$0';
  const dollars = amount / 1e9;
  if (dollars < 0.0001) return '< $0.0001';
  if (dollars < 0.01) return `$${dollars.toFixed(4)}`;
  return dollars < 1 ? `$${trimZeros(dollars.toFixed(4))}` : `$${dollars.toFixed(2)}`;
}

function trimZeros(text: string): string {
  return text.replace(/(\.\d\d\d*?)0+$/, '$1');
}
