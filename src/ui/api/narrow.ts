/** Whether a value from outside is an object that has a member of this name. */
export function hasMember<Name extends string>(value: unknown, name: Name): value is Readonly<Record<Name, unknown>> {
  return typeof value === "object" && value !== null && name in value;
}
