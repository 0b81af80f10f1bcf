/** The three ways to fan out; a task or mapped group uses at most one. */
export const EXPAND_OPTIONS = ["expand", "expandZip", "expandKwargs"] as const;
