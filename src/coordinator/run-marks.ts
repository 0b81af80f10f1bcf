/** What was done outside with what is stored: the newest batch each reader has taken up. */
export type Mark =
  | "projected"
  | "told"
  | "registered"
  | "archived"
  // Above zero while somebody watches its DAG.
  | "watched"
  | "default_pool"
  /** The newest row with asset events, and how far they were told: to the DAGs they concern, and to D1. */
  | "asset_events"
  | "published"
  | "recorded";
