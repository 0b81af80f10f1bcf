import type { Reason } from "./reason.ts";
import { ENGLISH } from "./reason-words-english.ts";
import type { ReasonCode, Words } from "./reason-words-english.ts";

/** One language. A second one is one more file like `reason-words-english.ts`, and lacks no code of it. */
export type ReasonCatalogue = Readonly<Record<ReasonCode, Words>>;

/** A reason in words, for a person. Total: a code without words shows as itself, with its parameters. */
export function renderReason(reason: Reason, catalogue: ReasonCatalogue = ENGLISH): string {
  const known: Readonly<Record<string, Words>> = catalogue;
  const words = Object.hasOwn(known, reason.code) ? known[reason.code] : undefined;
  if (words === undefined) return renderUnknown(reason);
  if (typeof words === "function") return words(reason.params);
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(reason.params[name] ?? "?"));
}

function renderUnknown({ code, params }: Reason): string {
  const listed = Object.entries(params).map(([name, value]) => `${name} ${value}`);
  const plain = code.replaceAll("_", " ");
  return listed.length === 0 ? plain : `${plain} (${listed.join(", ")})`;
}
