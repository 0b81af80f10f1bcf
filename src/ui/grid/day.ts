import { getZone } from "../time/format.ts";
import { getLanguageTag } from "../words/catalogue.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Day and month of an instant in the person's zone and language. */
export function formatDay(at: number): string {
  const [tag, zone] = [getLanguageTag() === "en" ? "en-GB" : getLanguageTag(), getZone()];
  const key = `${tag} ${zone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", timeZone: zone });
  formats.set(key, format);
  return format.format(at);
}
