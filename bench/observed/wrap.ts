/** A value whose named members are replaced; the rest is the original's own. Native methods keep their receiver. */
export function wrap<T extends object>(original: T, replaced: { readonly [K in keyof T]?: unknown }): T {
  return new Proxy(original, {
    get(target, name) {
      if (Object.hasOwn(replaced, name)) return Reflect.get(replaced, name) as unknown;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
