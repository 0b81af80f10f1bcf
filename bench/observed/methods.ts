import { count } from "./counters.ts";
import { invoke } from "./invocations.ts";

interface Class {
  readonly prototype: object;
}

/** Makes every call of a method of an object's class, and every alarm, an invocation of its own. */
export function accountForCalls(observed: Class, base: Class, kind: string): void {
  for (const name of listMethods(base.prototype)) {
    const method = Reflect.get(observed.prototype, name) as (...args: unknown[]) => unknown;
    const value = function account(this: unknown, ...args: unknown[]): unknown {
      if (name === "alarm") count("alarmsFired");
      return invoke(kind, () => Reflect.apply(method, this, args));
    };
    Object.defineProperty(observed.prototype, name, { value, configurable: true, writable: true });
  }
}

/** Names of the methods of a class and of those above it; the platform's own has none that are called from outside. */
function listMethods(prototype: object): readonly string[] {
  const above: unknown = Object.getPrototypeOf(prototype);
  if (typeof above !== "object" || above === null) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => name !== "constructor" && typeof value === "function")
    .map(([name]) => name);
  return [...new Set([...own, ...listMethods(above)])];
}
