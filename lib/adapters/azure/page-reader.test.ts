import { inspect } from "node:util";
import { AnonymousCredential, PageBlobClient } from "@azure/storage-blob";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type PageListServer, type PageListServerOptions, startPageListServer } from "#lib/adapters/testing/page-list-server.ts";
import { type DiffRange, fromRanges, toRanges, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { createPageReader } from "./page-reader.ts";
import { createReadAccess, endReadAccess } from "./read-access.ts";

const TIB = 2 ** 40;
const context = { requestId: "11111111-2222-3333-4444-555555555555", principal: testPrincipal };
const servers: PageListServer[] = [];

async function serve(options: PageListServerOptions) {
  const server = await startPageListServer(options);
  servers.push(server);
  const access = createReadAccess(
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/new",
    "2026-11-22T00:00:00Z",
    server.sasUrl,
  );
  const base = createReadAccess(
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/old",
    "2026-11-22T00:00:00Z",
    `${server.sasUrl}&base`,
  );
  return { server, access, base };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function scattered(count: number, lengthBytes: number): DiffRange[] {
  const stride = Math.floor(lengthBytes / count / 512) * 512;
  return Array.from({ length: count }, (_, i) => ({ offset: i * stride, length: 512 * (1 + (i % 3)), cleared: i % 7 === 0 }));
}

const reader = createPageReader({ retryDelayMs: 1 });

describe("page reader", () => {
  it.each([0, 1, 9_999, 10_000, 10_001, 35_000])("reads a diff of %i ranges completely, each range once", async (count) => {
    const ranges = scattered(count, TIB);
    const { server, access, base } = await serve({ ranges, lengthBytes: TIB });
    const list = await reader.readDiff(base, access, TIB, context);
    expect(toRanges(list)).toEqual(ranges);
    expect(server.requests[0]).toMatchObject({ requestId: context.requestId, maxresults: "10000" });
    expect(server.requests[0]?.previous).toContain("&base");
  });

  it("loses nothing whatever the service truncates, skips or clips", async () => {
    const steps = fc.array(
      fc.record({ gap: fc.integer({ min: 0, max: 5000 }), pages: fc.integer({ min: 1, max: 3000 }), cleared: fc.boolean() }),
      { maxLength: 120 },
    );
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 9 }),
        fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined }),
        async (list, maxPerAnswer, emptyAnswerEvery) => {
          let at = 0;
          const ranges = list.map(({ gap, pages, cleared }) => {
            const offset = at + gap * 512;
            at = offset + pages * 512;
            return { offset, length: pages * 512, cleared };
          });
          const lengthBytes = at + 512 * 8;
          const { access, base } = await serve({ ranges, lengthBytes, maxPerAnswer, ...(emptyAnswerEvery ? { emptyAnswerEvery } : {}) });
          expect(toRanges(await reader.readDiff(base, access, lengthBytes, context))).toEqual(toRanges(fromRanges(ranges)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("ends a list whose markers go in a circle, or lead nowhere", async () => {
    let isCircle = true;
    const { server, access } = await serve({
      ranges: [],
      lengthBytes: TIB,
      intercept: (_url, _req, res) => {
        const marker = isCircle ? server.requests.length % 2 : server.requests.length;
        res.writeHead(200, { "content-type": "application/xml" });
        res.end(`<?xml version="1.0" encoding="utf-8"?><PageList><NextMarker>2!${marker}!</NextMarker></PageList>`);
        return true;
      },
    });
    await expect(reader.readAllocated(access, TIB, context)).rejects.toThrow(/repeats its marker/);
    expect(server.requests.length).toBeLessThan(5);
    isCircle = false;
    await expect(reader.readAllocated(access, TIB, context)).rejects.toThrow(/does not end after \d+ pages/);
  });

  it("asks nothing of another host a SAS is sent to", async () => {
    const stranger = await serve({ ranges: [], lengthBytes: TIB });
    const { access } = await serve({
      ranges: [],
      lengthBytes: TIB,
      intercept: (_url, _req, res) => {
        res.writeHead(307, { location: stranger.server.sasUrl }).end();
        return true;
      },
    });
    await expect(reader.readAllocated(access, TIB, context)).rejects.toMatchObject({ details: { azureCode: "Redirected" } });
    await expect(reader.readBytes(access, 0, 512, context)).rejects.toMatchObject({ details: { azureCode: "Redirected" } });
    expect(stranger.server.requests).toEqual([]);
  });

  it("asks on where an answer is full and names no marker", async () => {
    const ranges = scattered(20_000, TIB);
    let first = true;
    const { access } = await serve({
      ranges,
      lengthBytes: TIB,
      intercept: (_url, _req, res) => {
        if (!first) return false;
        first = false;
        const list = ranges.slice(0, 10_000).map((r) => {
          const tag = r.cleared ? "ClearRange" : "PageRange";
          return `<${tag}><Start>${r.offset}</Start><End>${r.offset + r.length - 1}</End></${tag}>`;
        });
        res.writeHead(200, { "content-type": "application/xml" }).end(`<PageList>${list.join("")}</PageList>`);
        return true;
      },
    });
    expect((await reader.readAllocated(access, TIB, context)).offsets).toHaveLength(20_000);
  });

  it("does not lose the last byte of each range as the SDK's own answer does", async () => {
    const ranges: DiffRange[] = [{ offset: 0, length: 512, cleared: false }];
    const { server, access } = await serve({ ranges, lengthBytes: 4096 });
    const sdk = await new PageBlobClient(server.sasUrl, new AnonymousCredential()).getPageRanges(0, 4096);
    expect(sdk.pageRange?.[0]?.count).toBe(511);
    expect(totalsOf(await reader.readAllocated(access, 4096, context)).writtenBytes).toBe(512);
  });

  it("leaves the VHD footer out when the last data page runs into it", async () => {
    const { access } = await serve({
      ranges: [],
      lengthBytes: 4096,
      intercept: (_url, _req, res) => {
        res.writeHead(200, { "content-type": "application/xml", "x-ms-blob-content-length": "4608" });
        res.end("<PageList><PageRange><Start>3584</Start><End>4607</End></PageRange></PageList>");
        return true;
      },
    });
    expect(toRanges(await reader.readAllocated(access, 4096, context))).toEqual([{ offset: 3584, length: 512, cleared: false }]);
  });

  it("halves a window the service cannot finish", async () => {
    const ranges = scattered(3_000, TIB);
    const { access } = await serve({
      ranges,
      lengthBytes: TIB,
      intercept: (_url, req, res) => {
        const [, from = "0", to = "0"] = /^bytes=(\d+)-(\d+)$/.exec(String(req.headers["x-ms-range"])) ?? [];
        if (Number(to) - Number(from) < TIB / 3) return false;
        res.writeHead(500, { "x-ms-error-code": "OperationTimedOut" }).end();
        return true;
      },
    });
    expect(toRanges(await reader.readAllocated(access, TIB, context))).toEqual(ranges);
  });

  it("does not ask more of a service that says it is busy", async () => {
    const { server, access } = await serve({
      ranges: [],
      lengthBytes: TIB,
      intercept: (_url, _req, res) => Boolean(res.writeHead(503, { "x-ms-error-code": "ServerBusy" }).end()),
    });
    await expect(reader.readAllocated(access, TIB, context)).rejects.toMatchObject({ code: "azure-throttled", retryable: true });
    expect(server.requests).toHaveLength(4);
  });

  it("gives up on a service that finishes nothing, one question at a time", async () => {
    let open = 0;
    let most = 0;
    const { server, access } = await serve({
      ranges: [],
      lengthBytes: TIB,
      intercept: (_url, _req, res) => {
        most = Math.max(most, ++open);
        res.once("finish", () => open--);
        return Boolean(res.writeHead(500, { "x-ms-error-code": "OperationTimedOut" }).end());
      },
    });
    await expect(reader.readAllocated(access, TIB, context)).rejects.toMatchObject({ code: "azure-unavailable", retryable: true });
    expect(most).toBe(1);
    // From 1 TiB down to 256 MiB are 12 halvings, with the SDK's four tries each.
    expect(server.requests.length).toBeLessThanOrEqual(4 * 13);
  });

  it("calls silence of the service unavailable, in lists and in bytes", async () => {
    const { access } = await serve({ ranges: [], lengthBytes: 4096, intercept: () => true });
    const impatient = createPageReader({ retryDelayMs: 1, timeoutMs: 50 });
    const unavailable = { code: "azure-unavailable", retryable: true };
    await expect(impatient.readAllocated(access, 4096, context)).rejects.toMatchObject(unavailable);
    await expect(impatient.readBytes(access, 0, 512, context)).rejects.toMatchObject(unavailable);
  });

  it("asks again when the connection breaks in the middle of a list", async () => {
    const ranges = scattered(500, TIB);
    let broken = 0;
    const { access } = await serve({
      ranges,
      lengthBytes: TIB,
      intercept: (_url, _req, res) => {
        if (broken++ > 0) return false;
        res.writeHead(200, { "content-type": "application/xml" });
        res.write("<PageList><PageRange><Start>0</Start><End>511</End></PageRange>");
        res.once("drain", () => res.destroy());
        setImmediate(() => res.destroy());
        return true;
      },
    });
    expect(toRanges(await reader.readAllocated(access, TIB, context))).toEqual(ranges);
    expect(broken).toBe(2);
  });

  it("refuses a garbled list instead of showing a smaller diff", async () => {
    const { access } = await serve({
      ranges: [],
      lengthBytes: 4096,
      intercept: (_url, _req, res) => {
        res.writeHead(200, { "content-type": "application/xml" }).end("<PageList><Range/></PageList>");
        return true;
      },
    });
    await expect(reader.readAllocated(access, 4096, context)).rejects.toMatchObject({ code: "azure-failed" });
  });

  it("tells no SAS in an error, and none once the access has ended", async () => {
    const { access } = await serve({
      ranges: [],
      lengthBytes: 4096,
      intercept: (url, _req, res) => {
        const body = `<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code><Message>refused http://127.0.0.1${url.pathname}${url.search}\nRequestId:r\nTime:t</Message></Error>`;
        res
          .writeHead(403, {
            "content-type": "application/xml",
            "x-ms-error-code": "AuthenticationFailed",
            "x-ms-request-id": "azure-request-1",
          })
          .end(body);
        return true;
      },
    });
    const error: unknown = await reader.readAllocated(access, 4096, context).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "azure-failed", retryable: true, details: { azureRequestId: "azure-request-1" } });
    for (const text of [
      inspect(error, { depth: 10, showHidden: true }),
      JSON.stringify(error),
      inspect(access, { showHidden: true }),
      JSON.stringify(access),
      `${access}`,
    ]) {
      expect(text).not.toMatch(/canary/);
    }
    endReadAccess(access);
    await expect(reader.readAllocated(access, 4096, context)).rejects.toMatchObject({ code: "internal" });
  });

  it("stops when aborted", async () => {
    const { access } = await serve({ ranges: [], lengthBytes: 4096, intercept: () => true });
    const abort = new AbortController();
    const reading = reader.readAllocated(access, 4096, { ...context, signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
  });

  it.each(["base", "target"] as const)("takes a new token for each request where only the %s wants one", async (which) => {
    const tokens: unknown[] = [];
    const { server, access, base } = await serve({
      ranges: scattered(10_001, TIB),
      lengthBytes: TIB,
      intercept: (_url, req) => void tokens.push(req.headers.authorization) === true,
    });
    const given: string[] = [];
    const closed = createReadAccess(access.snapshotId, access.expiresAt, server.sasUrl, async () => String(given.push("token")));
    await reader.readDiff(which === "base" ? closed : base, which === "target" ? closed : access, TIB, context);
    expect(tokens.length).toBeGreaterThan(1);
    expect(tokens.toSorted()).toEqual(tokens.map((_, i) => `Bearer ${i + 1}`).toSorted());
  });

  it.each([
    [401, "InvalidAuthenticationInfo", { code: "azure-failed", retryable: true }],
    [403, "AuthenticationFailed", { code: "azure-failed", retryable: true }],
    [403, "AuthorizationFailure", { code: "forbidden", message: expect.stringContaining("network rules of the data of old do not let") }],
    [403, "AuthorizationPermissionMismatch", { code: "not-possible", details: { rule: "data-access-auth" } }],
  ])("tells a %i %s to a token as what it is", async (status, code, told) => {
    const { server, base, access } = await serve({
      ranges: [],
      lengthBytes: TIB,
      intercept: (_url, _req, res) => {
        res.writeHead(status, { "x-ms-error-code": code }).end();
        return true;
      },
    });
    const closed = createReadAccess(base.snapshotId, base.expiresAt, server.sasUrl, async () => "token");
    await expect(reader.readDiff(closed, access, TIB, context)).rejects.toMatchObject(told);
  });

  it("reads exactly the bytes asked for", async () => {
    const { access } = await serve({
      ranges: [],
      lengthBytes: 4096,
      intercept: (_url, req, res) => {
        expect(req.headers["x-ms-range"]).toBe("bytes=512-1023");
        res.writeHead(206, { etag: '"0x1"', "content-length": "512", "content-range": "bytes 512-1023/4608" }).end(Buffer.alloc(512, 7));
        return true;
      },
    });
    expect(Array.from(await reader.readBytes(access, 512, 512, context))).toEqual(Array.from({ length: 512 }, () => 7));
  });
});
