/** What D1 says when a write may not have happened. Source: Cloudflare's "Retry queries" for D1. */
const TRANSIENT = [
  "Network connection lost",
  "storage caused object to be reset",
  "reset because its code was updated",
] as const;

export interface RetryOptions {
  /** Waits so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** All tries, the first included; 5 when absent. */
  readonly tries?: number;
  /** Wait after the first failure, doubled after each further one; 50 ms when absent. */
  readonly delay?: number;
}

/** Longest wait between two tries, in milliseconds. */
const MAX_DELAY = 2_000;

/**
 * Runs a write again that D1 may have lost. The platform repeats reads by itself and writes never, so only a write that
 * may happen twice belongs here. Any other error, and the last transient one, is the caller's.
 */
export async function withRetry<T>(write: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { wait, tries = 5, delay = 50 } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (attempt >= tries || !isTransient(error)) throw error;
      await wait(Math.min(delay * 2 ** (attempt - 1), MAX_DELAY));
    }
  }
}

export function isTransient(error: unknown): boolean {
  return messagesOf(error).some((message) => TRANSIENT.some((words) => message.includes(words)));
}

/** D1 and drizzle wrap the storage's own error. */
function messagesOf(error: unknown): string[] {
  return error instanceof Error ? [error.message, ...messagesOf(error.cause)] : [];
}
