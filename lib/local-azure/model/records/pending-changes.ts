// What has changed and is not durable yet. One flush runs at a time; callers who come meanwhile share the next one.
// Bytes go to disk before the records that point at them, and images go away after the records that no longer do.

import type { ImageId, PageStore } from "../../pages/page-store.ts";
import type { Change, RecordKind, RecordLog, RecordOf } from "./record-log.ts";
import { keyOf } from "./record-log.ts";

export class PendingChanges {
  private readonly pages: PageStore;
  private readonly log: RecordLog;
  private dirty = new Map<string, Change>();
  private imagesToDrop: ImageId[] = [];
  private running: Promise<void> | undefined;
  private queued: Promise<void> | undefined;

  constructor(pages: PageStore, log: RecordLog) {
    this.pages = pages;
    this.log = log;
  }

  touch<K extends RecordKind>(kind: K, record: RecordOf<K>): void {
    this.dirty.set(`${kind} ${keyOf(kind, record)}`, { kind, record } as Change);
  }

  dropImage(image: ImageId): void {
    this.imagesToDrop.push(image);
  }

  /** Resolves when everything touched so far is durable. */
  flush(): Promise<void> {
    if (this.queued !== undefined) return this.queued;
    if (this.dirty.size === 0) return this.running ?? Promise.resolve();
    if (this.running === undefined) return this.start();
    this.queued = this.running.catch(() => {}).then(() => this.start());
    return this.queued;
  }

  private start(): Promise<void> {
    this.queued = undefined;
    this.running = this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run(): Promise<void> {
    const changes = this.dirty;
    const images = this.imagesToDrop;
    const batch = JSON.stringify([...changes.values()]);
    this.dirty = new Map();
    this.imagesToDrop = [];
    try {
      await this.pages.flush();
      await this.log.append(batch);
    } catch (error) {
      this.dirty = new Map([...changes, ...this.dirty]);
      this.imagesToDrop.push(...images);
      throw error;
    }
    for (const image of images) this.pages.drop(image);
  }
}
