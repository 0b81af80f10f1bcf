const EMPTY = "";

/** Numbers from a seed (sfc32): the same seed gives the same numbers on every machine. */
export class Random {
  readonly #name: string;
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(name: string) {
    this.#name = name;
    this.#a = hash(name, 1);
    this.#b = hash(name, 2);
    this.#c = hash(name, 3);
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** Numbers of its own, whatever was drawn here: one more draw in one place changes nothing in another. */
  fork(name: string): Random {
    return new Random(`${this.#name}/${name}`);
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    return this.#draw() / 2 ** 32;
  }

  #draw(): number {
    const drawn = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + drawn;
    return drawn >>> 0;
  }

  /** What never happens costs no draw. */
  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  /** A whole number from 0 up to, and without, `below`. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  between(low: number, high: number): number {
    return low + this.int(high - low + 1);
  }

  pick<T>(list: readonly [T, ...T[]]): T;
  pick<T>(list: readonly T[]): T | undefined;
  pick<T>(list: readonly T[]): T | undefined {
    return list[this.int(list.length)];
  }

  /** 128 bits as text. */
  token(): string {
    let text = EMPTY;
    for (let word = 0; word < 4; word += 1) text += this.#draw().toString(16).padStart(8, "0");
    return text;
  }
}

function hash(text: string, salt: number): number {
  let value = Math.imul(0x811c9dc5 ^ salt, 0x01000193);
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value ^ (value >>> 15);
}
