// Walks of a chain over the real SDKs and Local Azure.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalEstate } from "#lib/adapters/testing/local-estate.ts";
import { createServices } from "#lib/adapters/testing/local-services.ts";
import { chainDetail } from "#lib/contract/chains.ts";
import { getDiff } from "#lib/services/diff/get-diff.ts";
import { MIB, SCATTERED, type ScatteredChain, startScatteredChain } from "#lib/services/diff/testing/scattered-chain.ts";
import { getChain } from "./get-chain.ts";
import type { MeasureProgress } from "./measure-chain.ts";

let chain: ScatteredChain;
let estate: LocalEstate;

beforeAll(async () => {
  chain = await startScatteredChain();
  estate = chain.estate;
});
afterAll(() => estate.stop());

describe("measuring a chain", () => {
  it("grants each SAS once, tells its progress, and leaves out with the reason what cannot be read", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const before = estate.ledger.entries.length;
    const progress: MeasureProgress[] = [];
    const result = await fresh.measureChain(chain.chainId, {
      ...estate.context,
      operationId: "op",
      onProgress: (p) => void progress.push(p),
    });
    expect(result).toMatchObject({ measured: 3, alreadyMeasured: 0, bytes: 4 * MIB + SCATTERED * 4096 });
    expect(result.skipped).toMatchObject([{ name: "db01-4", reason: expect.stringContaining("DenyAll") }]);
    expect(progress.map((p) => p.done)).toEqual([0, 1, 2, 3, 4]);
    expect(chain.grantedSince(before)).toEqual(["db01-1", "db01-2", "db01-3"]);
    expect(chain.activeSas()).toEqual([]);
    const again = await fresh.measureChain(chain.chainId, estate.context);
    expect(again).toMatchObject({ measured: 0, alreadyMeasured: 3, bytes: result.bytes });
    expect(estate.ledger.entries.length).toBe(before + 3);
    const detail = chainDetail.parse(await getChain(fresh, chain.chainId, estate.context));
    expect(detail.snapshots.map((s) => s.delta.state)).toEqual(["measured", "measured", "measured", "not-measured"]);
    expect(detail.snapshots[0]?.delta).toMatchObject({ basis: "allocated", bytes: 4 * MIB });
    expect(detail.chain).toMatchObject({ measuredCount: 3, storedBytes: result.bytes, snapshotCount: 4 });
  });

  it("stops when cancelled, keeps what is done and leaves no SAS", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const abort = new AbortController();
    const onProgress = ({ done }: MeasureProgress) => {
      if (done === 1) abort.abort(new Error("cancelled"));
    };
    await expect(fresh.measureChain(chain.chainId, { ...estate.context, signal: abort.signal, onProgress })).rejects.toThrow("cancelled");
    expect(chain.activeSas()).toEqual([]);
    expect(await fresh.measureChain(chain.chainId, estate.context)).toMatchObject({ alreadyMeasured: 1, measured: 2 });
  });

  it("gives two walks and diffs of one chain their turn", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const [a, b] = await Promise.all([
      fresh.measureChain(chain.chainId, estate.context),
      fresh.measureChain(chain.chainId, estate.context),
      getDiff(fresh, chain.pair(0, 2), estate.context),
      getDiff(fresh, chain.pair(1, 2), estate.context),
    ]);
    expect(a.bytes).toBe(b.bytes);
    expect(chain.activeSas()).toEqual([]);
  });

  it("is one walk of a chain at a time: the second begins when the first has ended, and reads nothing again", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const said: string[] = [];
    const walk = (name: string) =>
      fresh.measureChain(chain.chainId, { ...estate.context, onProgress: ({ done }) => void said.push(`${name} ${done}`) });
    const [first, second] = await Promise.all([walk("first"), walk("second")]);
    expect(said).toEqual([0, 1, 2, 3, 4].map((done) => `first ${done}`).concat([0, 1, 2, 3, 4].map((done) => `second ${done}`)));
    expect([first.measured, second.measured, second.alreadyMeasured]).toEqual([3, 0, 3]);
  });

  it("that waits for another walk ends at once when it is cancelled", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    const abort = new AbortController();
    const order: string[] = [];
    const first = fresh.measureChain(chain.chainId, estate.context).then(() => order.push("first done"));
    const second = fresh.measureChain(chain.chainId, { ...estate.context, signal: abort.signal });
    abort.abort(new Error("cancelled"));
    await expect(second.finally(() => order.push("second left"))).rejects.toThrow("cancelled");
    await first;
    expect(order).toEqual(["second left", "first done"]);
  });

  it("measures anew against the new predecessor when one was deleted", async () => {
    const fresh = createServices(estate);
    await fresh.view.refresh(estate.context);
    await fresh.measureChain(chain.chainId, estate.context);
    const second = [...estate.azure.world.snapshots.values()].find((s) => s.name === "db01-2");
    if (second) estate.azure.world.deleteSnapshot(second);
    await fresh.view.refresh(estate.context);
    expect((await fresh.look()).rows.find((r) => r.name === "db01-3")?.delta.state).toBe("not-measured");
    await fresh.measureChain(chain.chainId, estate.context);
    expect((await fresh.look()).rows.find((r) => r.name === "db01-3")?.delta).toMatchObject({
      state: "measured",
      bytes: SCATTERED * 4096,
    });
  });
});
