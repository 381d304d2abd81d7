// Work that many may ask for at the same time is done once. It belongs to nobody: whoever asked may go away, the
// first one too, and the others still get it. So it must not be given a caller's signal.

export class SharedWork<T> {
  private readonly underWay = new Map<string, Promise<T>>();

  /** Joins what is under way under this key, else begins it. Rejects with the signal's reason when the caller goes away. */
  async run(key: string, begin: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    return orAborted(this.underWay.get(key) ?? this.begin(key, begin), signal);
  }

  private begin(key: string, begin: () => Promise<T>): Promise<T> {
    const work = begin().finally(() => this.underWay.delete(key));
    this.underWay.set(key, work);
    return work;
  }
}

/** The work's result, or the signal's reason when that comes first; the work goes on. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  // Nobody may be left to hear of a failure.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
