/** R2 as the product uses it. */
export class Bucket {
  readonly objects = new Map<string, string>();
  isDown = false;

  put(key: string, text: string): void {
    this.#demand();
    this.objects.set(key, text);
  }
  get(key: string): string | null {
    this.#demand();
    return this.objects.get(key) ?? null;
  }
  deletePrefix(prefix: string): void {
    this.#demand();
    for (const key of this.list(prefix)) this.objects.delete(key);
  }
  list(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix));
  }

  #demand(): void {
    if (this.isDown) throw new Error("R2 is down");
  }
}
