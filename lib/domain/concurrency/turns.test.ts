import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Turns } from "./turns.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Work that says when it runs and ends when told to. */
function setUp() {
  const turns = new Turns();
  const running: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const take = (key: string, name: string, signal?: AbortSignal) =>
    turns.take(
      key,
      async () => {
        running.push(name);
        const end = Promise.withResolvers<void>();
        ends.set(name, end);
        await end.promise.finally(() => running.splice(running.indexOf(name), 1));
      },
      signal,
    );
  return { running, ends, take };
}

describe("turns", () => {
  it("are one at a time a key, in the order they were asked for, a failure before them or not", async () => {
    const { running, ends, take } = setUp();
    const first = take("a", "first");
    const later = [take("a", "second"), take("b", "other"), take("a", "third")];
    await settle();
    expect(running).toEqual(["first", "other"]);
    ends.get("first")?.reject(new Error("broken"));
    await expect(first).rejects.toThrow("broken");
    await settle();
    expect(running).toEqual(["other", "second"]);
    for (const name of ["other", "second"]) ends.get(name)?.resolve();
    await settle();
    expect(running).toEqual(["third"]);
    ends.get("third")?.resolve();
    await Promise.all(later);
  });

  it("pass over who went away, and let nobody in early for that", async () => {
    const { running, ends, take } = setUp();
    const leaving = new AbortController();
    const first = take("a", "first");
    const gone = take("a", "gone", leaving.signal);
    const last = take("a", "last");
    leaving.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    await settle();
    expect(running).toEqual(["first"]);
    ends.get("first")?.resolve();
    await first;
    await settle();
    expect(running).toEqual(["last"]);
    ends.get("last")?.resolve();
    await last;
    expect(ends.has("gone")).toBe(false);
  });

  it("never overlap, whenever they are asked for and end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ key: fc.constantFrom("a", "b"), ticks: fc.nat(3), after: fc.nat(3) })), async (asked) => {
        const turns = new Turns();
        const now = new Map<string, number>();
        let most = 0;
        const all: Promise<void>[] = [];
        for (const { key, ticks, after } of asked) {
          for (let i = 0; i < after; i += 1) await undefined;
          const work = async () => {
            now.set(key, (now.get(key) ?? 0) + 1);
            most = Math.max(most, now.get(key) ?? 0);
            for (let i = 0; i < ticks; i += 1) await undefined;
            now.set(key, (now.get(key) ?? 0) - 1);
          };
          all.push(turns.take(key, work));
        }
        await Promise.all(all);
        expect(most).toBeLessThanOrEqual(1);
      }),
    );
  });
});
