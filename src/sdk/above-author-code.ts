/** Knows the line of the bundle it stands on. Author code imports this package, so it stands further down. */
export const aboveAuthorCode = new Error("above author code");
