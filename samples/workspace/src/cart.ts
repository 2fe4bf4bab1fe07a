export interface Item {
  readonly name: string;
  /** In cents. */
  readonly price: number;
  readonly count: number;
}

export interface Cart {
  readonly items: readonly Item[];
  readonly voucher?: { readonly percent: number };
}

/** What a cart costs, in cents. */
export function total(cart: Cart): number {
  const full = cart.items.map((item) => item.price * item.count).reduce((sum, price) => sum + price);
  return Math.round(full * (1 - (cart.voucher?.percent ?? 0) / 100));
}
