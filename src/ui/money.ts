import { getLanguageTag } from "./words/catalogue.ts";

/** A sum in USD with two figures, be it ever so small: `$2.30`, `$0.00012`. */
export function formatMoney(usd: number): string {
  const style = { style: "currency", currency: "USD", maximumSignificantDigits: 2 } as const;
  return new Intl.NumberFormat(getLanguageTag(), style).format(usd);
}
