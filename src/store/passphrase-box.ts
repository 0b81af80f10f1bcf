import { scrypt } from "node:crypto";
import type { Reason } from "../core/reason.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { decodeBase64Url, encodeBase64Url } from "./base64-url.ts";

/** How the key of an export is made of its passphrase; it stands in the export, in the clear. */
export interface Sealing {
  readonly kdf: "scrypt";
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** base64url. */
  readonly salt: string;
}

/** What a secret belongs to: it opens nowhere else. */
export interface SealedPlace {
  readonly kind: "user" | "token" | "variable" | "connection";
  /** Null: every team. */
  readonly team: string | null;
  readonly name: string;
}

/** As of passwords: 32 MiB, and a tenth of a second for each guess. */
const COST = { n: 2 ** 15, r: 8, p: 1 } as const;
const IV_BYTES = 12;

/** Seals what leaves the deployment: AES-256-GCM under a key that scrypt makes of a passphrase. */
export class PassphraseBox {
  readonly sealing: Sealing;
  readonly #key: CryptoKey;

  private constructor(sealing: Sealing, key: CryptoKey) {
    this.sealing = sealing;
    this.#key = key;
  }

  /** With a new salt. */
  static create(passphrase: string): Promise<PassphraseBox> {
    const salt = encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)));
    return PassphraseBox.#derive(passphrase, { kdf: "scrypt", ...COST, salt });
  }

  /** As an export names it. Errors: `sealing_unknown` {} for a cost that is not ours, so that no file asks for the moon. */
  static async reopen(passphrase: string, sealing: Sealing): Promise<Result<PassphraseBox, Reason>> {
    const isOurs = sealing.n === COST.n && sealing.r === COST.r && sealing.p === COST.p;
    if (!isOurs) return refuse({ code: "sealing_unknown", params: {} });
    return succeed(await PassphraseBox.#derive(passphrase, sealing));
  }

  static async #derive(passphrase: string, sealing: Sealing): Promise<PassphraseBox> {
    const bytes = await stretch(passphrase, sealing);
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    return new PassphraseBox(sealing, key);
  }

  /** `base64url(IV and ciphertext)`. */
  async seal(place: SealedPlace, text: string): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const ciphertext = await crypto.subtle.encrypt(describe(iv, place), this.#key, new TextEncoder().encode(text));
    const sealed = new Uint8Array(IV_BYTES + ciphertext.byteLength);
    sealed.set(iv);
    sealed.set(new Uint8Array(ciphertext), IV_BYTES);
    return encodeBase64Url(sealed);
  }

  /** Errors: `passphrase_wrong` {secret} when the passphrase is another one or the text was changed or moved. */
  async open(place: SealedPlace, sealed: string): Promise<Result<string, Reason>> {
    try {
      const bytes = decodeBase64Url(sealed);
      const algorithm = describe(bytes.slice(0, IV_BYTES), place);
      const text = await crypto.subtle.decrypt(algorithm, this.#key, bytes.slice(IV_BYTES));
      return succeed(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text));
    } catch {
      return refuse({ code: "passphrase_wrong", params: { secret: `${place.kind} "${place.name}"` } });
    }
  }
}

function describe(iv: Uint8Array, { kind, team, name }: SealedPlace) {
  const identity = JSON.stringify(["tradewind.export", 1, kind, team, name]);
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(identity), tagLength: 128 };
}

function stretch(passphrase: string, { n, r, p, salt }: Sealing): Promise<Uint8Array> {
  const options = { N: n, r, p, maxmem: 256 * n * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFKC"), decodeBase64Url(salt), 32, options, (error, key) => {
      if (error === null) resolve(new Uint8Array(key));
      else reject(error);
    });
  });
}
