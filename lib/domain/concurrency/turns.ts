import { orAborted } from "./shared-work.ts";

/** One at a time for each key, in the order they asked; different keys do not wait for each other. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  /** Who is aborted while it waits leaves at once, and its work is not begun. */
  async take<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const mine = before.then(() => ended);
    this.last.set(key, mine);
    try {
      await orAborted(before, signal);
      return await work();
    } finally {
      // Who stands behind one that went away still waits for those before it.
      end();
      void mine.then(() => this.last.get(key) === mine && this.last.delete(key));
    }
  }
}
