/** Ids may hold `/`, `%`, `?` and `#`, and a number may be 0; the client below would put them into the path as they are. */
export function encodeParams<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get(target, name): unknown {
      const part: unknown = Reflect.get(target, name);
      return typeof part === "function" ? encodeParams(part) : part;
    },
    apply(target, self, [given, ...rest]: unknown[]): unknown {
      return typeof target === "function" ? Reflect.apply(target, self, [encodeGiven(given), ...rest]) : undefined;
    },
  });
}

function encodeGiven(given: unknown): unknown {
  if (typeof given !== "object" || given === null || !("param" in given)) return given;
  const entries = Object.entries(given.param ?? {}).map(([name, value]) => [name, encodeURIComponent(String(value))]);
  return { ...given, param: Object.fromEntries(entries) as unknown };
}
