import { Problem } from "./problem.ts";

/** How many failed logins are let pass within the window: of one name from one address, and of one address in all. */
const OF_NAME = 10;
const OF_ADDRESS = 50;
/** Milliseconds for which a failure counts. */
const WINDOW = 900_000;
/** Keys that are kept: a flood of names may not fill the memory. The oldest go first. */
const KEPT = 10_000;

interface Failures {
  readonly count: number;
  /** The first of them, epoch milliseconds. */
  readonly since: number;
}

/**
 * Counts failed logins in the memory of one isolate, so that a guess costs no write to the database. Other isolates count
 * for themselves: the limit is one for each, and what slows a guess there is the hash of the password. A name is counted
 * together with the address, so that nobody locks out another by guessing.
 */
export interface LoginGuard {
  /** Throws a 429 with Retry-After when too many failed of late. */
  admit(username: string, address: string, now: number): void;
  /** Also of a login that is still open: guesses sent side by side count as those sent in turn. */
  recordFailure(username: string, address: string, now: number): void;
  /** Takes back the open login's own failure, and forgets those of the name. */
  recordSuccess(username: string, address: string): void;
}

export function createLoginGuard(): LoginGuard {
  const failures = new Map<string, Failures>();
  const keysOf = (username: string, address: string) =>
    [
      [`${address} ${username}`, OF_NAME],
      [address, OF_ADDRESS],
    ] as const;
  return {
    admit(username, address, now) {
      for (const [key, limit] of keysOf(username, address)) {
        const { count, since } = readFailures(failures, key, now);
        if (count >= limit) throw refuseLogin(since + WINDOW - now);
      }
    },
    recordFailure(username, address, now) {
      for (const [key] of keysOf(username, address)) {
        const { count, since } = readFailures(failures, key, now);
        failures.delete(key);
        failures.set(key, { count: count + 1, since });
      }
      for (const key of [...failures.keys()].slice(0, Math.max(failures.size - KEPT, 0))) failures.delete(key);
    },
    recordSuccess(username, address) {
      const [[name], [all]] = keysOf(username, address);
      const known = failures.get(all);
      failures.delete(name);
      if (known !== undefined) failures.set(all, { ...known, count: Math.max(known.count - 1, 0) });
    },
  };
}

function readFailures(failures: ReadonlyMap<string, Failures>, key: string, now: number): Failures {
  const known = failures.get(key);
  return known === undefined || now - known.since >= WINDOW || now < known.since ? { count: 0, since: now } : known;
}

function refuseLogin(wait: number): Problem {
  const seconds = Math.max(1, Math.ceil(wait / 1000));
  const words = `Too many failed logins; try again in ${seconds} seconds`;
  return new Problem(429, words, { headers: { "Retry-After": String(seconds) } });
}
