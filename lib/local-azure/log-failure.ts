/** What nobody foresaw, with where it came from; a disk that is full in one sentence, as there is nothing wrong here. */
export function logFailure(error: unknown): void {
  console.error(isDiskFull(error) ? `Local Azure: ${diskFull}` : error);
}

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}

export const diskFull = "There is no room left on the disk of the data directory. Make room, or start with another.";
