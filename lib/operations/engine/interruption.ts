// Why a run was broken off. Thrown through the handler by way of its AbortSignal; never shown as an error.
export class Interruption extends Error {
  override readonly name = "Interruption";
  readonly why: "cancelled" | "lease-lost" | "shutdown";

  constructor(why: "cancelled" | "lease-lost" | "shutdown") {
    super(`The run was broken off: ${why}.`);
    this.why = why;
  }
}
