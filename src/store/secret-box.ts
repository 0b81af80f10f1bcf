import type { Reason } from "../core/reason.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { decodeBase64Url, encodeBase64Url } from "./base64-url.ts";
import { readSecretKeys, SECRET_KEY_BINDING, type SecretKey } from "./secret-key.ts";

/** Where a secret stands. It is bound to the place: put into another row or column it does not open. */
export interface SecretPlace {
  readonly kind: "variable" | "connection";
  readonly team: string;
  readonly name: string;
  readonly field: "value" | "password" | "extra";
}

/** Of the stored text: `1.key id.base64url(IV and ciphertext)`. */
const VERSION = "1";

/** How a text begins that this key has sealed. */
export function prefixOfKey(keyId: string): string {
  return `${VERSION}.${keyId}.`;
}
/** Bytes; NIST SP 800-38D 8.2.2: random, of 96 bits, and new for each encryption. */
const IV_BYTES = 12;

/** Encrypts and decrypts what D1 keeps secret: AES-256-GCM under the keys of one Worker secret. */
export class SecretBox {
  readonly #read: () => Promise<Result<readonly SecretKey[], Reason>>;

  /** `binding` is what the Worker has bound as TRADEWIND_SECRET_KEY; undefined for nothing. */
  constructor(binding: unknown) {
    let keys: Promise<Result<readonly SecretKey[], Reason>> | null = null;
    this.#read = () => (keys ??= readSecretKeys(binding));
  }

  /** Of the key that encrypts. Errors: see readSecretKeys. */
  async keyId(): Promise<Result<string, Reason>> {
    const keys = await this.#read();
    return keys.ok ? succeed(keys.value[0]?.id ?? "") : keys;
  }

  /** The text as it may be stored. Errors: see readSecretKeys. */
  async seal(place: SecretPlace, text: string): Promise<Result<string, Reason>> {
    const keys = await this.#read();
    if (!keys.ok) return keys;
    const [first] = keys.value;
    if (first === undefined) return refuse({ code: "secret_key_missing", params: { binding: SECRET_KEY_BINDING } });
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const ciphertext = await crypto.subtle.encrypt(
      describe(iv, place, first.id),
      first.key,
      new TextEncoder().encode(text),
    );
    const sealed = new Uint8Array(IV_BYTES + ciphertext.byteLength);
    sealed.set(iv);
    sealed.set(new Uint8Array(ciphertext), IV_BYTES);
    return succeed(`${prefixOfKey(first.id)}${encodeBase64Url(sealed)}`);
  }

  /**
   * The text that was sealed at this very place. Errors: see readSecretKeys; `secret_key_unknown` {secret, keyId, binding};
   * `secret_unreadable` {secret, keyId, binding} when the key is another one or the stored text was changed or moved.
   */
  async open(place: SecretPlace, sealed: string): Promise<Result<string, Reason>> {
    const keys = await this.#read();
    if (!keys.ok) return keys;
    const [version, keyId = "", encoded = ""] = sealed.split(".");
    const params = { secret: `${place.kind} "${place.name}"`, keyId, binding: SECRET_KEY_BINDING };
    if (version !== VERSION) return refuse({ code: "secret_unreadable", params });
    const known = keys.value.find(({ id }) => id === keyId);
    if (known === undefined) return refuse({ code: "secret_key_unknown", params });
    try {
      const bytes = decodeBase64Url(encoded);
      const algorithm = describe(bytes.slice(0, IV_BYTES), place, keyId);
      const text = await crypto.subtle.decrypt(algorithm, known.key, bytes.slice(IV_BYTES));
      return succeed(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text));
    } catch {
      return refuse({ code: "secret_unreadable", params });
    }
  }
}

function describe(iv: Uint8Array, { kind, team, name, field }: SecretPlace, keyId: string) {
  // As JSON no two places read the same, whatever characters their names hold.
  const identity = JSON.stringify(["tradewind", VERSION, kind, team, name, field, keyId]);
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(identity), tagLength: 128 };
}
