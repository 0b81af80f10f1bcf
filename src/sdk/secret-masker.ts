import type { Json } from "../core/json.ts";
import type { LogLine, Outcome } from "../core/protocol.ts";
import { isSensitive, MASK } from "../core/sensitive.ts";

/** Shorter texts occur by chance, and masking them would garble logs. Airflow's min_length_masking. */
const SHORTEST = 5;
/** Of a part of a base64 text that is masked by itself. */
const SHORTEST_INNER = 8;

/** Knows the secrets of one attempt, and takes them out of whatever leaves it as words. */
export class SecretMasker {
  readonly #forms = new Set<string>();
  #pattern: RegExp | null = null;

  /** From now on the text is masked, also URL-encoded, as part of JSON or of base64, and each of its lines. */
  add(secret: string): void {
    const before = this.#forms.size;
    for (const form of listForms(secret)) this.#forms.add(form);
    if (this.#forms.size > before) this.#pattern = null;
  }

  mask(text: string): string {
    if (this.#forms.size === 0) return text;
    this.#pattern ??= compile(this.#forms);
    return text.replace(this.#pattern, MASK);
  }

  /** Texts under a sensitive name are masked whole, whoever they are. */
  maskJson(value: Json, name = ""): Json {
    if (typeof value === "string") return isSensitive(name) && value !== "" ? MASK : this.mask(value);
    if (typeof value !== "object" || value === null) return value;
    // What is no JSON yet, such as a date, is masked as it will be written.
    if ("toJSON" in value && typeof value.toJSON === "function")
      return this.maskJson(JSON.parse(JSON.stringify(value)) as Json, name);
    if (isList(value)) return value.map((item) => this.maskJson(item, name));
    const fields = Object.entries(value).map(([field, item]): [string, Json] => [
      this.mask(field),
      this.maskJson(item, field),
    ]);
    return Object.fromEntries(fields);
  }

  maskLine(line: LogLine): LogLine {
    const message = this.mask(line.message);
    if (line.fields === undefined) return message === line.message ? line : { ...line, message };
    const fields = Object.entries(line.fields).map(([name, field]) => [name, this.maskJson(field, name)] as const);
    return { ...line, message, fields: Object.fromEntries(fields) };
  }

  maskOutcome(outcome: Outcome): Outcome {
    if (this.#forms.size === 0 || !("reason" in outcome)) return outcome;
    const params = Object.entries(outcome.reason.params).map(([name, value]) => {
      return [name, typeof value === "string" ? this.mask(value) : value] as const;
    });
    return { ...outcome, reason: { ...outcome.reason, params: Object.fromEntries(params) } };
  }

  /** An error as it may be told: before anything is cut off, since half a secret is not found any more. */
  maskThrown(thrown: unknown): unknown {
    if (this.#forms.size === 0) return thrown;
    if (!(thrown instanceof Error)) return typeof thrown === "string" ? this.mask(thrown) : thrown;
    const { name, stack } = thrown;
    const masked = Object.assign(new Error(this.mask(thrown.message)), { name: this.mask(name) });
    if (stack !== undefined) masked.stack = this.mask(stack);
    return "delay" in thrown ? Object.assign(masked, { delay: thrown.delay }) : masked;
  }
}

/** The longest first: a secret that begins with another one is masked whole. */
function compile(forms: ReadonlySet<string>): RegExp {
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");
}

function listForms(secret: string): readonly string[] {
  const text = secret.toWellFormed();
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const plain = [secret, ...lines].filter((form) => form.length >= SHORTEST);
  const encoded = plain.flatMap((form) => [
    encodeURIComponent(form.toWellFormed()),
    new URLSearchParams([["", form]]).toString().slice(1),
    JSON.stringify(form).slice(1, -1),
  ]);
  return [...plain, ...encoded, ...(plain.length === 0 ? [] : listBase64(text))];
}

/** As it looks within the base64 of a longer text, as in a header of basic authentication: three ways, by where it begins. */
function listBase64(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  const shifted = [0, 1, 2].map((shift) => {
    const binary = "\0".repeat(shift) + Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const whole = Math.floor((binary.length * 8) / 6);
    return btoa(binary).slice(Math.ceil((shift * 8) / 6), whole);
  });
  const inner = shifted.filter((form) => form.length >= SHORTEST_INNER);
  return [...inner, ...inner.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
