// Verify a copy: from its panel, by the form and its plan, to what stands with it and its certificate.
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "playwright/test";
import { snapshotList } from "#lib/contract/inventory.ts";
import { verificationKey } from "#lib/contract/verifications.ts";
import { checkCertificate } from "#lib/services/verification/check-certificate.ts";
import { askApi, existing } from "./ask-api.ts";

test.setTimeout(300_000);

test("a copy is shown as copied and not verified, is compared by a sample, and has a certificate then", async ({ page }) => {
  const copy = await smallCopy(page);
  await page.goto(`/snapshots?open=${encodeURIComponent(copy.id)}`);
  const panel = page.getByRole("region", { name: "Verification" });
  await expect(panel).toHaveText("copied, not verified");

  await page.getByRole("button", { name: "Verify", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /^Sampled/ }).check();
  await dialog.getByRole("button", { name: "Verify", exact: true }).click();

  await expect(page).toHaveURL(/\/operations\/detail/);
  await expect(page.getByText("Equal, as far as compared")).toBeVisible({ timeout: 180_000 });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the certificate (sampled)" }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  const { publicKey } = await askApi(page, verificationKey, "/api/verifications/key");
  expect(checkCertificate(text, publicKey)).toMatchObject({
    isGenuine: true,
    certificate: { verification: { verdict: "equal", level: "sampled" } },
  });

  await page.goto(`/snapshots?open=${encodeURIComponent(copy.id)}`);
  await expect(panel).toContainText("verified, sampled");
  await page.goto(`/chains/detail?id=${encodeURIComponent(await sourceChain(page, copy.sourceSnapshotId ?? ""))}`);
  await expect(page.getByText("differs from its source").first()).toBeVisible();
});

test("a snapshot that is no copy says why it cannot be verified", async ({ page }) => {
  const { items } = await askApi(page, snapshotList, "/api/snapshots?limit=200");
  const original = existing(
    items.find(({ sourceSnapshotId }) => !sourceSnapshotId),
    "a snapshot that is no copy",
  );
  await page.goto(`/snapshots?open=${encodeURIComponent(original.id)}`);
  await page.getByRole("button", { name: /^Verify/ }).hover();
  await expect(page.getByText("Only a copy has another side to compare it with")).toBeVisible();
});

/** A complete one of the demo whose source is there, with the least to read. */
async function smallCopy(page: Page) {
  const { items } = await askApi(page, snapshotList, "/api/snapshots?limit=500&sort=provisioned&order=asc");
  const ids = new Set(items.map(({ id }) => id.toLowerCase()));
  return existing(
    items.find(
      ({ state, sourceSnapshotId, unreadable }) => state === "ready" && !unreadable && ids.has(sourceSnapshotId?.toLowerCase() ?? ""),
    ),
    "a copy that is complete",
  );
}

async function sourceChain(page: Page, snapshotId: string): Promise<string> {
  const { items } = await askApi(page, snapshotList, `/api/snapshots?id=${encodeURIComponent(snapshotId)}`);
  return existing(items[0], "the source").chainId;
}
