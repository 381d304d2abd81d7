/** First come, first served within a job; jobs take turns. */
export class FairQueue<T extends { job: string }> {
  size = 0;
  /** In the order of their turns. A job with nothing that waits is not in it. */
  private readonly waiting = new Map<string, T[]>();

  add(one: T): void {
    this.of(one.job).push(one);
    this.size += 1;
  }

  /** Before what its job added later. */
  putBack(one: T): void {
    this.of(one.job).unshift(one);
    this.size += 1;
  }

  take(): T | undefined {
    const [turn] = this.waiting;
    if (turn === undefined) return undefined;
    const [job, waiting] = turn;
    const one = waiting.shift();
    this.waiting.delete(job);
    if (waiting.length > 0) this.waiting.set(job, waiting);
    this.size -= 1;
    return one;
  }

  /** false: it does not wait here. */
  remove(one: T): boolean {
    const waiting = this.waiting.get(one.job);
    const at = waiting?.indexOf(one) ?? -1;
    if (waiting === undefined || at < 0) return false;
    waiting.splice(at, 1);
    if (waiting.length === 0) this.waiting.delete(one.job);
    this.size -= 1;
    return true;
  }

  private of(job: string): T[] {
    const known = this.waiting.get(job) ?? [];
    this.waiting.set(job, known);
    return known;
  }
}
