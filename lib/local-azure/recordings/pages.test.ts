// A recorded difference of a page blob to its snapshot, in pages of two ranges, played again on a storage account.
// What Azure answers to the same calls on a managed disk's snapshot is compared in managed-diff.test.ts.

import { BlobSASPermissions } from "@azure/storage-blob";
import { afterEach, describe, expect, it } from "vitest";
import { compareAnswer } from "../testing/recording-comparison.ts";
import type { Allowance } from "../testing/recordings.ts";
import { areRecordingsHere, asRecorded, exchangesOf, judge } from "../testing/recordings.ts";
import { createTestAccount } from "../testing/storage-account.ts";
import type { TestAzure } from "../testing/test-azure.ts";
import { startTestAzure } from "../testing/test-azure.ts";

let azure: TestAzure;

/** 4096 bytes of "b", a snapshot of them, then 512 of "a" and 512 cleared by turns. */
async function openDiff(): Promise<string> {
  const { service } = await createTestAccount(azure, "recorded");
  const container = service.getContainerClient("container");
  await container.create();
  const blob = container.getPageBlobClient("blob");
  await blob.create(4096);
  await blob.uploadPages("b".repeat(4096), 0, 4096);
  const { snapshot = "" } = await blob.createSnapshot();
  for (let offset = 0; offset < 4096; offset += 1024) {
    await blob.uploadPages("a".repeat(512), offset, 512);
    await blob.clearPages(offset + 512, 512);
  }
  const expiresOn = new Date(azure.world.clock.nowMs() + 3_600_000);
  const url = await blob.generateSasUrl({ permissions: BlobSASPermissions.parse("r"), expiresOn });
  return `${url}&comp=pagelist&prevsnapshot=${snapshot}&maxresults=2`;
}

describe.skipIf(!areRecordingsHere)("a recorded exchange about a page blob gets the same answer from Local Azure", () => {
  afterEach(() => azure.stop());

  it("a difference in pages, whose markers lead on (azure-sdk-for-js 2022)", async () => {
    azure = await startTestAzure();
    const url = await openDiff();
    const differences: string[] = [];
    for (const { request, response } of exchangesOf("paged-page-range-diff.azure-sdk-for-js.json")) {
      const marker = /&marker=[^&]+/.exec(request.url)?.[0] ?? "";
      const answered = await fetch(url + marker, { headers: { "x-ms-version": "2021-04-10" } });
      const text = await answered.clone().text();
      if (text !== response.body) differences.push(`GET: text is ${text} instead of ${response.body}`);
      differences.push(...(await compareAnswer(response, answered)).map((difference) => `GET${marker}: ${difference}`));
    }
    const allowed: Allowance[] = [
      {
        difference: /^header vary is missing$/,
        reason: "of an account with rules for web pages of other origins, which none here can have",
      },
    ];
    expect(judge(differences, allowed)).toEqual(asRecorded);
  });
});
