// One event stream for the browser, however many tabs are open: a browser grants a server six connections, and six tabs
// with a stream each would leave none for anything else.
//
//   tab A, leads (has the lock) ── fetch ──▶ the server
//      └─ BroadcastChannel ─▶ tab B, tab C … (wait for the lock)
//
//   waiting ──lock granted──▶ leading ──closed, frozen (the lock is given back)──▶ gone; the next one waiting leads
//   waiting ──the leader is silent too long──▶ takes the lock ──▶ leading; who had it waits again
//
// Without locks or channels (a page that is not served securely, or may not store anything) each tab has a stream of its own.
import { type After, afterTimeout, type EventStreamOptions, openEventStream, SILENCE_MS, type StreamEvent } from "./event-stream.ts";

type Word = { type: "hello" } | { type: "life"; isLive: boolean } | { type: "event"; event: StreamEvent };

// Longer than a leader in the background can be silent: there the browser lets its timers run once a minute.
const LEADER_GONE_MS = 100_000;

/** Until the returned function is called. Every tab hears what the leader hears. */
export function openSharedStream(options: EventStreamOptions): () => void {
  const isShared = typeof BroadcastChannel !== "undefined" && typeof navigator !== "undefined" && navigator.locks !== undefined;
  if (!isShared) return openEventStream(options);
  const tab = new Tab(options);
  void tab.takePart();
  return () => tab.close();
}

class Tab {
  private readonly options: EventStreamOptions;
  private readonly after: After;
  private readonly name: string;
  private readonly channel: BroadcastChannel;
  private isClosed = false;
  private isLive = false;
  /** Ends the lead; undefined: another tab leads. */
  private resign: (() => void) | undefined;
  private waiting = new AbortController();
  private takesOver = false;
  private cancelWatch = () => {};

  constructor(options: EventStreamOptions) {
    this.options = options;
    this.after = options.after ?? afterTimeout;
    this.name = `snapscope-live ${options.url}`;
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }: MessageEvent<Word>) => this.hear(data);
  }

  async takePart(): Promise<void> {
    // Who leads already answers with how things are.
    this.say({ type: "hello" });
    this.watchLeader();
    for (;;) {
      this.waiting = new AbortController();
      const how: LockOptions = this.takesOver ? { steal: true } : { signal: this.waiting.signal };
      this.takesOver = false;
      let hasLocks = true;
      try {
        await navigator.locks.request(this.name, how, () => this.lead());
      } catch (error) {
        // Waited no longer, or the lock was taken from us. Anything else means that there are no locks for this page.
        hasLocks = error instanceof DOMException && error.name === "AbortError";
      }
      this.resign?.();
      if (this.isClosed) return;
      if (!hasLocks) return this.standAlone();
      this.watchLeader();
    }
  }

  close(): void {
    this.isClosed = true;
    this.cancelWatch();
    this.resign?.();
    this.waiting.abort();
    this.channel.close();
  }

  /** Holds the lock until it resigns. */
  private lead(): Promise<void> {
    this.cancelWatch();
    return new Promise((resolve) => {
      const closeStream = this.openOwn();
      this.resign = () => {
        this.resign = undefined;
        closeStream();
        resolve();
      };
      if (this.isClosed) this.resign();
    });
  }

  private openOwn(): () => void {
    return openEventStream({
      ...this.options,
      onLife: (isLive) => {
        this.setLife(isLive);
        this.say({ type: "life", isLive });
      },
      onEvent: (event) => {
        this.say({ type: "event", event });
        this.options.onEvent(event);
      },
    });
  }

  private hear(word: Word): void {
    if (word.type === "hello") {
      if (this.resign) this.say({ type: "life", isLive: this.isLive });
      return;
    }
    // A word on its way from a lead that has just ended.
    if (this.resign) return;
    this.watchLeader();
    if (word.type === "life") this.setLife(word.isLive);
    else this.options.onEvent(word.event);
  }

  private watchLeader(): void {
    this.cancelWatch();
    this.cancelWatch = this.after(SILENCE_MS, () => {
      this.setLife(false);
      this.cancelWatch = this.after(LEADER_GONE_MS - SILENCE_MS, () => {
        this.takesOver = true;
        this.waiting.abort();
      });
    });
  }

  private standAlone(): void {
    this.cancelWatch();
    this.resign = this.openOwn();
  }

  private setLife(isLive: boolean): void {
    this.isLive = isLive;
    this.options.onLife(isLive);
  }

  private say(word: Word): void {
    if (!this.isClosed) this.channel.postMessage(word);
  }
}
