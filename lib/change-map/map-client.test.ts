import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fromRanges } from "#lib/domain/ranges/block-range.ts";
import { encodeRanges } from "#lib/domain/ranges/range-codec.ts";
import { type MapClient, startMap } from "./map-client.ts";
import { NodeWorker } from "./testing/node-worker.ts";

const whole = { ask: "ranges", fromBytes: 0, toBytes: 4096, kind: "all", order: "offset", start: 0, limit: 10 } as const;
const encoded = () => encodeRanges(fromRanges([{ offset: 512, length: 512, cleared: false }]), 4096).slice().buffer;
const opened: MapClient[] = [];

beforeEach(() => vi.stubGlobal("Worker", NodeWorker));
afterEach(() => {
  for (const client of opened.splice(0)) client.close();
});
afterAll(() => vi.unstubAllGlobals());

class MissingWorker extends NodeWorker {
  constructor() {
    super(new URL("./not-there.ts", import.meta.url));
  }
}

function start(onBroken?: (error: Error) => void): MapClient {
  const client = startMap(onBroken);
  opened.push(client);
  return client;
}

describe("A question to the map's worker", () => {
  test("is answered, also when it came before the ranges", async () => {
    const client = start();
    const early = client.ask(whole);
    await client.load(encoded());
    expect(await early).toMatchObject({ total: 1, items: [{ offset: 512, length: 512, cleared: false }] });
    expect(await client.ask({ ask: "strip" })).toMatchObject({ cellBytes: expect.any(Number) });
  });

  test("tells what was kept once the data of the target is there as well", async () => {
    const client = start();
    await client.load(encoded());
    expect(await client.ask({ ask: "strip" })).not.toHaveProperty("data");
    await client.loadData(encoded());
    expect(await client.ask({ ask: "strip" })).toMatchObject({ data: expect.any(Float64Array) });
  });

  test("is answered with the changed region after an offset, and with the place of the range at one", async () => {
    const client = start();
    await client.load(encoded());
    expect(await client.ask({ ask: "region", offset: 0, cellBytes: 512, direction: 1 })).toEqual({ fromBytes: 512, toBytes: 1024 });
    expect(await client.ask({ ...whole, ask: "index", offset: 100 })).toBe(0);
  });

  test("fails when the ranges it waits for cannot be decoded", async () => {
    const client = start();
    const early = client.ask(whole);
    early.catch(() => undefined);
    await expect(client.load(new Uint8Array([1, 2, 3]).buffer)).rejects.toThrow();
    await expect(early).rejects.toThrow("not loaded");
  });

  test("fails, asked or to come, when the worker itself cannot run, and the page is told", async () => {
    vi.stubGlobal("Worker", MissingWorker);
    let client: MapClient | undefined;
    const broken = new Promise<Error>((resolve) => {
      client = start(resolve);
    });
    const asked = client?.ask(whole);
    asked?.catch(() => undefined);
    expect((await broken).message).toMatch(/not-there/);
    await expect(asked).rejects.toThrow(/not-there/);
    await expect(client?.ask(whole)).rejects.toThrow(/not-there/);
  });

  test("fails when the map was closed meanwhile", async () => {
    const client = start();
    const asked = client.ask(whole);
    client.close();
    await expect(asked).rejects.toThrow("closed");
    await expect(client.ask(whole)).rejects.toThrow("closed");
  });
});
