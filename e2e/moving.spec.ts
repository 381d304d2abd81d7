// A copy under way, on the pages that show the snapshot it makes.
import { expect, type Page, test } from "playwright/test";
import { operationRow } from "#lib/contract/operations.ts";
import { askApi, askSnapshot } from "./ask-api.ts";
import { startCopy } from "./start-copy.ts";

test("list and chain follow a copy as its operation does, also after a reload", async ({ page }) => {
  const operation = await startCopy(page, "pg-01", "e2e-moving");
  await page.goto("/snapshots?q=e2e-moving");
  await expectFollowed(page, operation.id, 20);
  await page.reload();
  await expectFollowed(page, operation.id, 40);
  const { chainId } = await askSnapshot(page, "q=e2e-moving&limit=1");
  await page.goto(`/chains/detail?id=${encodeURIComponent(chainId)}`);
  await expectFollowed(page, operation.id, 60);
  await expect(copyRow(page)).toContainText("Ready", { timeout: 90_000 });
});

const copyRow = (page: Page) => page.getByRole("row").filter({ hasText: "e2e-moving" });

/** As soon as the operation is so far, the row is no more than a step behind it. */
async function expectFollowed(page: Page, operationId: string, percent: number): Promise<void> {
  const heard = async () => (await askApi(page, operationRow, `/api/operations/${operationId}`)).percent ?? 0;
  await expect.poll(heard, { timeout: 60_000, intervals: [250] }).toBeGreaterThanOrEqual(percent);
  const shown = async () => {
    const text = (await copyRow(page).textContent()) ?? "";
    return Number(/Copying (\d+) %/.exec(text)?.[1] ?? (text.includes("Ready") ? 100 : -1));
  };
  await expect.poll(shown, { timeout: 3000 }).toBeGreaterThanOrEqual(percent);
}
