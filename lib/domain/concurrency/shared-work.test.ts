import { describe, expect, it } from "vitest";
import { SharedWork } from "./shared-work.ts";

function setUp() {
  const shared = new SharedWork<string>();
  const begun: PromiseWithResolvers<string>[] = [];
  const begin = () => {
    const work = Promise.withResolvers<string>();
    begun.push(work);
    return work.promise;
  };
  return { begun, ask: (key: string, signal?: AbortSignal) => shared.run(key, begin, signal) };
}

describe("shared work", () => {
  it("is done once for all who ask under one key meanwhile, and anew for who asks afterwards", async () => {
    const { begun, ask } = setUp();
    const answers = [ask("a"), ask("a"), ask("b")];
    expect(begun).toHaveLength(2);
    begun[0]?.resolve("first");
    begun[1]?.resolve("other");
    expect(await Promise.all(answers)).toEqual(["first", "first", "other"]);
    const again = ask("a");
    expect(begun).toHaveLength(3);
    begun[2]?.resolve("again");
    expect(await again).toBe("again");
  });

  it("goes on for the others when the one that began it goes away", async () => {
    const { begun, ask } = setUp();
    const leaving = new AbortController();
    const [gone, staying] = [ask("a", leaving.signal), ask("a")];
    leaving.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    begun[0]?.resolve("done");
    expect(await staying).toBe("done");
    expect(begun).toHaveLength(1);
  });

  it("is not begun for who is gone already", async () => {
    const { begun, ask } = setUp();
    await expect(ask("a", AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
    expect(begun).toHaveLength(0);
  });

  it("that fails with nobody left is no unhandled failure, and is begun anew", async () => {
    const { begun, ask } = setUp();
    const leaving = new AbortController();
    const gone = ask("a", leaving.signal);
    leaving.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    begun[0]?.reject(new Error("broken"));
    await expect(begun[0]?.promise).rejects.toThrow("broken");
    const again = ask("a");
    begun[1]?.resolve("done");
    expect(await again).toBe("done");
  });
});
