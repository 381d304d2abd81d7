// Changes of operations, told from process to process by PostgreSQL's NOTIFY on one connection of its own, on which one query
// is under way at a time; the embedded database has one process, so there the emitter is all. A connection that breaks is made again, and whoever listens is
// told to look at everything, because what happened meanwhile was not heard.
import { EventEmitter } from "node:events";
import pg from "pg";
import type { ChangeFeed } from "#lib/services/ports/change-feed.ts";

const channel = "snapscope_operations";
const firstRetryMs = 500;
const longestRetryMs = 15_000;

export interface ChangeFeedDeps {
  /** undefined: embedded. */
  databaseUrl: string | undefined;
  /** Tells this process's own notifications from those of others. */
  processId: string;
  onError(error: unknown): void;
}

export function createChangeFeed(deps: ChangeFeedDeps): ChangeFeed {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const listen: ChangeFeed["listen"] = (onChange) => {
    emitter.on("change", onChange);
    return () => void emitter.off("change", onChange);
  };
  const tell = (operationId: string | undefined) => void emitter.emit("change", operationId);
  if (deps.databaseUrl === undefined) return { changed: tell, listen, start: () => Promise.resolve(), stop: () => Promise.resolve() };
  const wire = new NotifyWire(deps.databaseUrl, deps, tell);
  return {
    changed(operationId) {
      tell(operationId);
      wire.send(operationId);
    },
    listen,
    start: () => wire.connect(),
    stop: () => wire.stop(),
  };
}

class NotifyWire {
  private readonly url: string;
  private readonly deps: Pick<ChangeFeedDeps, "processId" | "onError">;
  private readonly tell: (operationId: string | undefined) => void;
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private retryMs = firstRetryMs;
  private isStopped = false;
  /** Changed, and not told yet. */
  private readonly waiting = new Set<string>();
  private isSending = false;

  constructor(url: string, deps: Pick<ChangeFeedDeps, "processId" | "onError">, tell: (operationId: string | undefined) => void) {
    this.url = url;
    this.deps = deps;
    this.tell = tell;
  }

  /** Never rejects: without the wire everything works, only later. */
  async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 10_000 });
    client.on("error", () => this.lost(client));
    client.on("end", () => this.lost(client));
    client.on("notification", ({ payload = "" }) => {
      const [from, operationId] = payload.split(" ");
      if (from !== this.deps.processId && operationId) this.tell(operationId);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch (error) {
      this.deps.onError(error);
      return this.again(client);
    }
    if (this.isStopped) return client.end();
    this.client = client;
    this.retryMs = firstRetryMs;
    this.tell(undefined);
    void this.flush();
  }

  send(operationId: string): void {
    this.waiting.add(operationId);
    void this.flush();
  }

  /** One query at a time, which tells all that changed while the last one was under way; what it did not tell, the next connection does. */
  private async flush(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (let client = this.client; client && this.waiting.size > 0; client = this.client) {
        const told = [...this.waiting];
        this.waiting.clear();
        const payloads = told.map((operationId) => `${this.deps.processId} ${operationId}`);
        try {
          await client.query("select pg_notify($1, payload) from unnest($2::text[]) as payload", [channel, payloads]);
        } catch {
          for (const operationId of told) this.waiting.add(operationId);
          // It may have been the connection, of which we hear in a moment; without one nothing is told in a circle.
          return;
        }
      }
    } finally {
      this.isSending = false;
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.retry);
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.again(client);
  }

  private again(client: pg.Client): void {
    client.end().catch(() => undefined);
    if (this.isStopped) return;
    this.retry = setTimeout(() => void this.connect(), this.retryMs);
    this.retry.unref();
    this.retryMs = Math.min(longestRetryMs, this.retryMs * 2);
  }
}
