import type { Json } from "../core/json.ts";

/** One element of what an expansion goes over; of an object, a [key, value] pair. */
export function takeElement(value: Json | undefined, index: number): Json | undefined {
  if (Array.isArray(value)) return value[index] as Json | undefined;
  return typeof value === "object" && value !== null ? Object.entries(value)[index] : undefined;
}

/** How many elements there are; null when a value cannot be expanded over. */
export function measureLength(value: Json | undefined): number | null {
  return typeof value === "object" && value !== null ? Object.keys(value).length : null;
}
