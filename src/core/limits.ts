/** Engine constants that a graph does not choose. Milliseconds unless said. */

/** Instances of one run sent to queues while so many are queued or running: bounds what lies there. What is handed over lies in none. */
export const MAX_IN_FLIGHT = 1_000;
/** Of these, so many may lie in queues that nobody has taken up: others' messages stand behind them. */
export const MAX_IN_QUEUE = 200;
/** A queued instance nobody has started is sent again after this, then after twice as long, to at most ten times. */
export const QUEUED_TIMEOUT = 60_000;
export const MAX_QUEUED_TIMEOUT = 600_000;
/** A carrier that has not been heard of for this long has lost its attempts: three missed beats and a grace. */
export const LEASE = 30_000;
export const HEARTBEAT = 8_000;
/** How long after an execution timeout the engine waits for the carrier's own word before it decides. */
export const TIMEOUT_GRACE = 10_000;
/** Airflow's max_map_length is 1,024; here a list may be as long as one run object bears well. */
export const MAX_MAP_LENGTH = 50_000;
