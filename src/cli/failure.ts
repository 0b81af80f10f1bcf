/** What the command ends with; `tradewind --help` lists them. */
export const EXIT = {
  ok: 0,
  refused: 1,
  usage: 2,
  unreachable: 3,
  runFailed: 4,
  notSignedIn: 5,
  timedOut: 6,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `Exit codes:
  0  done
  1  the deployment refused it, or found a problem (doctor)
  2  the command was not understood
  3  the deployment does not answer
  4  the run that was waited for failed
  5  nobody is signed in, or the token is not valid any more
  6  the wait took longer than --timeout`;

/** Ends the command: a sentence for stderr, and the exit code. */
export class Failure extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

export function refuseUsage(sentence: string): Failure {
  return new Failure(EXIT.usage, sentence);
}
