import { decodeBase64Url, encodeBase64Url } from "./base64-url.ts";

/**
 * A cursor names the last row of a page by the values it was ordered by, so that pages stay put while rows are added.
 * It is opaque to callers and trusted with nothing: a forged one moves the start of a page and no more.
 */
export type CursorValue = string | number;

const MAX_LENGTH = 4_000;

export function encodeCursor(order: string, values: readonly unknown[]): string | null {
  if (!values.every(isCursorValue)) return null;
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify([order, ...values])));
}

/** The values, or null when the text is no cursor of this order. */
export function parseCursor(text: string, order: string, length: number): readonly CursorValue[] | null {
  const parts = text.length > MAX_LENGTH ? null : decodeJson(text);
  if (!Array.isArray(parts) || parts.length !== length + 1 || parts[0] !== order) return null;
  const values: unknown[] = parts.slice(1);
  return values.every(isCursorValue) ? values : null;
}

function isCursorValue(value: unknown): value is CursorValue {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

function decodeJson(text: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(decodeBase64Url(text)));
  } catch {
    return null;
  }
}
