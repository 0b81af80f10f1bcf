/** Something the person at the terminal can mend; its message is all there is to print. */
export class HostError extends Error {
  override readonly name = "HostError";
}
