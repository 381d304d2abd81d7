import { describe, expect, it } from "vitest";
import type { PageStore } from "../../pages/page-store.ts";
import { PendingChanges } from "./pending-changes.ts";

const group = (name: string) => ({ subscriptionId: "s", name, location: "westeurope", tags: {} });

/** Notes what happens in which order; append waits until it is let go. */
function make() {
  const events: string[] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const pages = {
    flush: async () => void events.push("pages"),
    drop: (image: number) => void events.push(`drop ${image}`),
  } as unknown as PageStore;
  const append = (batch: string) => {
    events.push(`append ${(JSON.parse(batch) as { record: { name: string } }[]).map(({ record }) => record.name).join(" ")}`);
    return new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
  };
  const tick = () => new Promise((resolve) => setImmediate(resolve));
  return { events, waiting, tick, pending: new PendingChanges(pages, { append }) };
}

describe("pending changes", () => {
  it("write bytes, then records, then drop what no record points at", async () => {
    const { events, waiting, tick, pending } = make();
    pending.touch("group", group("a"));
    pending.dropImage(7);
    const done = pending.flush();
    await tick();
    expect(events).toEqual(["pages", "append a"]);
    waiting[0]?.resolve();
    await done;
    expect(events).toEqual(["pages", "append a", "drop 7"]);
  });

  it("run one flush at a time, and those who come meanwhile share the next", async () => {
    const { events, waiting, tick, pending } = make();
    pending.touch("group", group("a"));
    const first = pending.flush();
    pending.touch("group", group("b"));
    const second = pending.flush();
    pending.touch("group", group("c"));
    expect(pending.flush()).toBe(second);
    await tick();
    expect(events).toEqual(["pages", "append a"]);
    waiting[0]?.resolve();
    await first;
    await tick();
    expect(events).toEqual(["pages", "append a", "pages", "append b c"]);
    waiting[1]?.resolve();
    await second;
  });

  it("keep what could not be written for the next flush", async () => {
    const { events, waiting, tick, pending } = make();
    pending.touch("group", group("a"));
    pending.dropImage(7);
    const failed = pending.flush();
    await tick();
    waiting[0]?.reject(new Error("disk full"));
    await expect(failed).rejects.toThrow("disk full");
    const again = pending.flush();
    await tick();
    waiting[1]?.resolve();
    await again;
    expect(events).toEqual(["pages", "append a", "pages", "append a", "drop 7"]);
  });
});
