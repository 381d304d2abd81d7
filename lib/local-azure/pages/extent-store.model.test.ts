// Random histories against the naive model: same bytes, same lists, same sums, also after reopening.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { NaiveStore } from "../testing/naive-store.ts";
import { openExtentStore } from "./extent-store.ts";
import { type ImageId, type PageStore, pageBytes } from "./page-store.ts";
import { drawPattern } from "./pattern.ts";

const places = [0, 2 ** 32, 2 ** 41, 2 ** 45 - 8 * pageBytes, 2 ** 46 - 64 * pageBytes];
const lengths = [64 * pageBytes, 2 ** 41 + 32 * pageBytes, 2 ** 46];

const offsets = fc.tuple(fc.constantFrom(...places), fc.nat(48)).map(([place, pages]) => place + pages * pageBytes);
const range = { which: fc.nat(), offset: offsets, pages: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 })) };
const steps = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("create" as const), length: fc.constantFrom(...lengths) }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("write" as const), ...range, byte: fc.integer({ min: 1, max: 255 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("fill" as const), ...range, seed: fc.nat(3) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("clear" as const), ...range }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("resize" as const), which: fc.nat(), length: fc.oneof(offsets, fc.constantFrom(...lengths)) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("freeze" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clone" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reopen" as const), cleanly: fc.boolean() }) },
);
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

class Pair {
  readonly naive = new NaiveStore();
  store: PageStore;
  readonly dir: string;

  constructor(store: PageStore, dir: string) {
    this.store = store;
    this.dir = dir;
  }

  async step(step: Step): Promise<void> {
    if (step.kind === "create") return this.#create(step.length);
    if (step.kind === "reopen") return this.#reopen(step.cleanly);
    const id = this.#pick(step.which, step.kind === "freeze" || step.kind === "clone" || step.kind === "drop");
    if (id === undefined) return;
    if (step.kind === "drop") {
      this.store.drop(id);
      return this.naive.drop(id);
    }
    if (step.kind === "resize") {
      this.store.resize(id, step.length);
      return this.naive.resize(id, step.length);
    }
    if (step.kind === "freeze" || step.kind === "clone") return this.naive.fork(id, this.store[step.kind](id), step.kind === "freeze");
    const length = Math.min(step.pages * pageBytes, this.store.lengthOf(id) - step.offset);
    if (length > 0) this.#change(step, id, length);
  }

  #create(length: number): void {
    this.naive.create(this.store.create(length), length);
  }

  async #reopen(cleanly: boolean): Promise<void> {
    if (cleanly) await this.store.close();
    else await this.store.flush();
    this.store = await openExtentStore({ dir: this.dir, journalMaxBytes: 300 });
  }

  #change(step: Extract<Step, { kind: "write" | "fill" | "clear" }>, id: ImageId, length: number): void {
    const { offset } = step;
    if (step.kind === "clear") {
      this.store.clear(id, offset, length);
      this.naive.clear(id, offset, length);
    } else if (step.kind === "fill") {
      const pattern = { kind: "noise", seed: step.seed } as const;
      this.store.fill(id, offset, length, pattern);
      this.naive.fill(id, offset, length, pattern);
    } else {
      const bytes = Uint8Array.from({ length }, (_, i) => (step.byte + Math.floor(i / pageBytes)) % 256);
      this.store.write(id, offset, bytes);
      this.naive.write(id, offset, bytes);
    }
  }

  #pick(which: number, frozenToo: boolean): ImageId | undefined {
    const ids = [...this.naive.images].filter(([, image]) => frozenToo || !image.frozen).map(([id]) => id);
    return ids[which % ids.length];
  }

  assertEqual(): void {
    const ids = [...this.naive.images.keys()];
    for (const id of ids) {
      const lengthBytes = this.store.lengthOf(id);
      expect(lengthBytes).toBe(this.naive.images.get(id)?.lengthBytes);
      expect(this.store.isFrozen(id)).toBe(this.naive.images.get(id)?.frozen);
      const all = this.naive.allocated(id, { offset: 0, length: lengthBytes });
      expect([...this.store.allocated(id)]).toEqual(all);
      expect(this.store.allocatedBytes(id)).toBe(all.reduce((sum, one) => sum + one.length, 0));
      for (const place of places) this.#assertZone(id, place, lengthBytes);
      for (const base of ids) this.#assertDiff(base, id, lengthBytes);
    }
  }

  #assertZone(id: ImageId, place: number, lengthBytes: number): void {
    const length = Math.min(96 * pageBytes, lengthBytes - place);
    if (length <= 0) return;
    const bytes = this.store.read(id, place, length);
    expect(Buffer.compare(bytes, this.naive.read(id, place, length, drawPattern))).toBe(0);
    const window = { offset: place + 5 * pageBytes, length: 20 * pageBytes };
    expect([...this.store.allocated(id, window)]).toEqual(this.naive.allocated(id, window));
  }

  #assertDiff(base: ImageId, target: ImageId, lengthBytes: number): void {
    const all = this.naive.diff(base, target, { offset: 0, length: lengthBytes });
    expect([...this.store.diff(base, target)]).toEqual(all);
    expect(this.store.writtenBytes(base, target)).toBe(all.reduce((sum, one) => sum + (one.cleared ? 0 : one.length), 0));
    const window = { offset: 2 ** 32 + 3 * pageBytes, length: 30 * pageBytes };
    expect([...this.store.diff(base, target, window)]).toEqual(this.naive.diff(base, target, window));
  }
}

test("any history of operations reads, lists and differs as the naive model says", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 60, size: "max" }), async (history) => {
      const dir = mkdtempSync(join(tmpdir(), "extent-store-"));
      const pair = new Pair(await openExtentStore({ dir, journalMaxBytes: 300 }), dir);
      await pair.step({ kind: "create", length: 2 ** 46 });
      for (const step of history) await pair.step(step);
      pair.assertEqual();
      await pair.step({ kind: "reopen", cleanly: false });
      pair.assertEqual();
      await pair.store.close();
      rmSync(dir, { recursive: true });
    }),
    { numRuns: 100 },
  );
});

test("trees of many leaves agree with the naive model", { timeout: 120_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), "extent-store-"));
  const pair = new Pair(await openExtentStore({ dir }), dir);
  const lengthBytes = 2 ** 45;
  await pair.step({ kind: "create", length: lengthBytes });
  const random = fc.sample(fc.tuple(fc.nat(2 ** 16), fc.nat(9), fc.nat(99)), { numRuns: 9000, seed: 7 });
  for (const [slot, pages, dice] of random) {
    const range = { which: 0, offset: slot * 2 ** 29, pages: pages + 1 };
    if (dice < 60) await pair.step({ kind: "write", ...range, byte: 1 + dice });
    else if (dice < 80) await pair.step({ kind: "fill", ...range, seed: dice });
    else if (dice < 98) await pair.step({ kind: "clear", ...range });
    else if (dice === 98) await pair.step({ kind: "clear", ...range, pages: 2 ** 21 });
    else if (pair.naive.images.size < 6) await pair.step({ kind: "freeze", which: 0 });
  }
  pair.assertEqual();
  await pair.store.close();
  rmSync(dir, { recursive: true });
});
