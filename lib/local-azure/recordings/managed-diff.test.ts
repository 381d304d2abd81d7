// Answers compared with what Azure itself sent to the same calls. Allowed differences, and why:
// - times, entity tags, ids and the size of the disk are those of the recorded day;
// - the recording of the paged diff was made on a storage account by a tool that drops the byte order mark.

import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type BlobTestServer, startBlobTestServer, testNowMs } from "../testing/blob-server.ts";
import { capturedData } from "../testing/captured-data.ts";

interface Recording {
  entries: { request: unknown; response: { status: number; headers: Record<string, string>; body?: string | null } }[];
}

const folder = capturedData("azure-recordings/");
const errorsFile = `${folder}managed-disk-diff-errors.azure-sdk-for-net.json`;
const pagedFile = `${folder}paged-page-range-diff.azure-sdk-for-js.json`;
const isPresent = existsSync(errorsFile) && existsSync(pagedFile);
if (!isPresent) console.warn("skipped: the recordings are not beside the repository");

const load = (file: string): Recording["entries"] => (JSON.parse(readFileSync(file, "utf8")) as Recording).entries;
const textOf = (answer: Answer): string => answer.bytes.toString("utf8");
const withoutIds = (xml: string): string => xml.replace(/RequestId:[0-9a-f-]{36}/, "RequestId").replace(/Time:[0-9T:.-]{27}Z/, "Time");

describe.skipIf(!isPresent)("compared with recordings", () => {
  const gib = 2 ** 30;
  let azure: BlobTestServer;

  beforeEach(async () => {
    azure = await startBlobTestServer();
  });

  afterEach(() => azure.close());

  function twoSasUrls(): [older: string, newer: string] {
    const disk = azure.newDisk("disk", 127);
    const older = azure.takeSnapshot(disk, "s1");
    return [azure.sasUrl(older), azure.sasUrl(azure.takeSnapshot(disk, "s2"))];
  }

  test("refusals of lists and diffs, and the properties of a snapshot", async () => {
    const [older, newer] = twoSasUrls();
    const etag = (await azure.send(newer, { method: "HEAD" })).headers.get("etag") ?? "";
    const day = 86_400_000;
    const behind = 127 * gib + 512 + 2 ** 20;
    const diff = (headers: Record<string, string>) =>
      azure.send(`${newer}&comp=pagelist`, {
        headers: { "x-ms-version": "2020-12-06", "x-ms-previous-snapshot-url": older, "x-ms-range": "bytes=0-1023", ...headers },
      });
    const answers = [
      await azure.send(`${newer}&comp=pagelist`, { headers: { "x-ms-range": `bytes=${behind}-${behind + 4095}` } }),
      await diff({ "If-Modified-Since": new Date(testNowMs + day).toUTCString() }),
      await diff({ "If-Unmodified-Since": new Date(testNowMs - day).toUTCString() }),
      await diff({ "If-Match": '"garbage"' }),
      await azure.send(newer, { method: "HEAD", headers: { "x-ms-version": "2021-06-08" } }),
      await diff({ "If-None-Match": etag.replaceAll('"', "") }),
    ];
    const entries = load(errorsFile);
    expect(entries).toHaveLength(answers.length);
    for (const [index, { response }] of entries.entries()) {
      const answer = answers[index];
      if (answer === undefined) throw new Error("one answer for each entry");
      expect(answer.status).toBe(response.status);
      for (const name of Object.keys(response.headers)) expect([index, name, answer.headers.has(name)]).toEqual([index, name, true]);
      if (typeof response.body !== "string") continue;
      expect(withoutIds(textOf(answer))).toBe(withoutIds(response.body));
      expect(answer.headers.get("content-length")).toBe(response.headers["Content-Length"]);
    }
  });

  test("the properties of a snapshot have the recorded values where they do not name a day", async () => {
    const [, newer] = twoSasUrls();
    const answer = await azure.send(newer, { method: "HEAD", headers: { "x-ms-version": "2021-06-08" } });
    const recorded = load(errorsFile)[4]?.response.headers ?? {};
    const ofThatDay =
      /^(etag|last-modified|content-length|x-ms-copy-(id|progress|completion-time|destination-snapshot)|x-ms-creation-time)$/i;
    const names = Object.keys(recorded).filter((name) => !ofThatDay.test(name));
    expect(names.length).toBeGreaterThan(8);
    expect(names.map((name) => [name, answer.headers.get(name)])).toEqual(names.map((name) => [name, recorded[name]]));
    expect(answer.headers.get("etag")).toMatch(/^"0x8D[0-9A-F]{13}"$/);
  });

  test("a diff paged by two ranges a reply, with its markers", async () => {
    const disk = azure.newDisk("paged", 1);
    const { pages } = azure.world;
    pages.write(disk.imageId, 0, new Uint8Array(4096).fill("b".charCodeAt(0)));
    const base = azure.sasUrl(azure.takeSnapshot(disk, "base"));
    for (let offset = 0; offset < 4096; offset += 1024) {
      pages.write(disk.imageId, offset, new Uint8Array(512).fill("a".charCodeAt(0)));
      pages.clear(disk.imageId, offset + 512, 512);
    }
    const url = azure.sasUrl(azure.takeSnapshot(disk, "target"));
    const headers = { "x-ms-version": "2021-04-10", "x-ms-previous-snapshot-url": base };
    const [first, second] = load(pagedFile);
    const one = await azure.send(`${url}&comp=pagelist&maxresults=2`, { headers });
    expect(textOf(one)).toBe(`\uFEFF${first?.response.body}`);
    const two = await azure.send(`${url}&comp=pagelist&maxresults=2&marker=2!16!MDAwMDA0ITEwMjQh`, { headers });
    expect(textOf(two)).toBe(`\uFEFF${second?.response.body}`);
  });
});
