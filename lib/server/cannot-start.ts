/** EX_CONFIG of sysexits.h: the supervisor does not start such a process again. */
export const cannotStartCode = 78;

/** Why it cannot start, where another try would end the same: configuration, port, data directory. */
export class CannotStart extends Error {
  override readonly name: string = "CannotStart";
}
