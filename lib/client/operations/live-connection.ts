// One event stream for the browser, however many tabs are open: a browser grants a server six connections, and six tabs
// with a stream each would leave none. A lock elects the tab that holds the stream; it passes what it hears to the others.
// When it is closed the lock goes to the next one.
//
//   tab A (has the lock) ── EventSource ──▶ /api/events
//      └─ BroadcastChannel ─▶ tab B, tab C …
//
// Without locks or channels (a page that is not served securely) each tab has a stream of its own.

export type LiveMessage = { type: "operation"; data: string } | { type: "look" } | { type: "state"; isLive: boolean } | { type: "hello" };

export interface LiveConnection {
  close(): void;
}

const NAME = "snapscope-live";
const PATH = "/api/events";

/** onMessage: in every tab, for all that was heard by whichever of them. */
export function openLiveConnection(onMessage: (message: LiveMessage) => void): LiveConnection {
  const isShared = typeof navigator.locks !== "undefined" && typeof BroadcastChannel !== "undefined";
  return isShared ? shareStream(onMessage) : openStream(onMessage);
}

function shareStream(onMessage: (message: LiveMessage) => void): LiveConnection {
  const channel = new BroadcastChannel(NAME);
  const closed = new AbortController();
  let own: { isLive: boolean } | undefined;
  channel.onmessage = ({ data }: MessageEvent<LiveMessage>) => {
    // A tab that has just been opened asks how things are.
    if (data.type === "hello") own && channel.postMessage({ type: "state", isLive: own.isLive } satisfies LiveMessage);
    else onMessage(data);
  };
  const lead = () =>
    new Promise<void>((resolve) => {
      own = { isLive: false };
      const stream = openStream((message) => {
        if (own && message.type === "state") own.isLive = message.isLive;
        onMessage(message);
        if (!closed.signal.aborted) channel.postMessage(message);
      });
      const end = () => {
        stream.close();
        resolve();
      };
      if (closed.signal.aborted) end();
      else closed.signal.addEventListener("abort", end, { once: true });
    });
  // Rejects when closed before the lock was had: nothing is held then.
  navigator.locks.request(NAME, { signal: closed.signal }, lead).catch(() => undefined);
  channel.postMessage({ type: "hello" } satisfies LiveMessage);
  return {
    close() {
      closed.abort();
      channel.close();
    },
  };
}

function openStream(onMessage: (message: LiveMessage) => void): LiveConnection {
  const events = new EventSource(PATH);
  events.onopen = () => onMessage({ type: "state", isLive: true });
  // It connects again by itself, and then hears "look".
  events.onerror = () => onMessage({ type: "state", isLive: false });
  events.addEventListener("operation", (event: MessageEvent<string>) => onMessage({ type: "operation", data: event.data }));
  events.addEventListener("look", () => onMessage({ type: "look" }));
  return {
    close() {
      events.close();
      onMessage({ type: "state", isLive: false });
    },
  };
}
