// Progress may be reported as often as a handler likes; it is written about once a second, the last word always.
import type { Progress } from "./operation-store.ts";

export class ProgressWriter {
  readonly #write: (progress: Progress) => Promise<unknown>;
  readonly #intervalMs: number;
  #pending: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(write: (progress: Progress) => Promise<unknown>, intervalMs: number) {
    this.#write = write;
    this.#intervalMs = intervalMs;
  }

  report(progress: Progress): void {
    this.#pending = { ...this.#pending, ...progress };
    this.#timer ??= setTimeout(() => this.#send(), this.#intervalMs);
  }

  /** Resolves when everything reported so far is written. */
  async flush(): Promise<void> {
    this.#send();
    await this.#writing;
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const progress = this.#pending;
    if (!progress) return;
    this.#pending = undefined;
    // A write that fails is not the work's failure: the next one carries newer numbers, and the lease check decides.
    this.#writing = this.#writing.then(() => this.#write(progress)).catch(() => undefined);
  }
}
