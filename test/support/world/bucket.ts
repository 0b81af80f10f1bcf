/** R2 as the product uses it. */
export class Bucket {
  readonly objects = new Map<string, string>();

  put(key: string, text: string): void {
    this.objects.set(key, text);
  }
  get(key: string): string | null {
    return this.objects.get(key) ?? null;
  }
  deletePrefix(prefix: string): void {
    for (const key of this.list(prefix)) this.objects.delete(key);
  }
  list(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix));
  }
}
