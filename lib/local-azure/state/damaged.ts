// What is not as it was left is refused, never replaced by something new: only a person knows where a backup is.

export class DamagedDataDir extends Error {
  constructor(what: string) {
    super(`${what}. Restore the data directory from a backup, or choose another one.`);
    this.name = "DamagedDataDir";
  }
}
