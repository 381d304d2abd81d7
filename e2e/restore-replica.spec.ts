// One chooser for all ways to restore a moment: the snapshot itself, and its recovery point in a replica, by way of a blob.
import { expect, type Page, test } from "playwright/test";
import { z } from "zod";
import { chainDetail } from "#lib/contract/chains.ts";
import { operationRow } from "#lib/contract/operations.ts";
import { choice } from "#lib/contract/plans.ts";
import { replicaList } from "#lib/contract/replicas.ts";
import { askApi, askSnapshot, existing } from "./ask-api.ts";
import { makeSmallDisk } from "./in-azure.ts";

/** What the form of a replication offers, as far as it is needed here. */
const replicateOptions = z.object({ accounts: z.array(choice), suggestedContainer: z.string(), suggestedName: z.string() });

test.describe.configure({ timeout: 400_000 });

/** The snapshot of a disk with little on it, as a recovery point of a replica: those of the demo have gibibytes. */
async function replicate(page: Page, origin: string) {
  const { id: neighbourId, region } = await askSnapshot(page, "q=jump-01-osdisk&limit=1");
  const group = neighbourId.slice(0, neighbourId.toLowerCase().indexOf("/providers/"));
  await makeSmallDisk(group, region, "e2e-small");
  await page.request.post("/api/inventory/refresh", { data: {}, headers: { origin } });
  const snapshot = await askSnapshot(page, "q=snap-e2e-small&limit=1");
  const asked = `/api/plans/options?kind=replicate&snapshot=${encodeURIComponent(snapshot.id)}`;
  const options = await askApi(page, replicateOptions, asked);
  const account = existing(
    options.accounts.find(({ possible }) => possible),
    "a storage account",
  );
  const data = {
    kind: "replicate",
    snapshots: [{ snapshotId: snapshot.id }],
    place: { accountId: account.value, container: options.suggestedContainer, name: options.suggestedName },
    objective: "fewest-bytes",
  };
  const response = await page.request.post("/api/operations", { data, headers: { "idempotency-key": "e2e-replicate" } });
  expect(response.status(), await response.text()).toBe(202);
  const { id } = operationRow.parse(await response.json());
  await expect(async () => {
    expect(await askApi(page, operationRow, `/api/operations/${id}`)).toMatchObject({ state: "succeeded" });
  }).toPass({ timeout: 240_000 });
  return { snapshot, name: options.suggestedName };
}

test("a snapshot is restored from its replica: chosen among the ways, planned, made, and the blob is gone", async ({ page, baseURL }) => {
  const { snapshot, name } = await replicate(page, baseURL ?? "");
  await page.goto(`/snapshots?open=${encodeURIComponent(snapshot.id)}`);
  await page.getByRole("button", { name: "Restore to a new disk" }).click();
  const dialog = page.getByRole("dialog");
  const ways = dialog.getByRole("radiogroup", { name: "Restore from" });
  await expect(ways.getByRole("radio", { name: "This snapshot" })).toBeChecked();
  await expect(ways).toContainText("First reads are slower until the disk is filled.");
  const point = ways.getByRole("radio", { name: /^A replica/ });
  await expect(point).toBeVisible();
  await expect(ways).toContainText(`${name} in `);
  await point.click();
  await expect(point).toBeChecked();

  await dialog.getByRole("textbox", { name: "Name of the disk" }).fill("e2e-from-replica");
  const system = dialog.getByRole("combobox", { name: "On the disk" });
  if ((await system.inputValue()) === "") {
    await system.click();
    await page.getByRole("option", { name: /Data only/ }).click();
  }
  const group = dialog.getByRole("combobox", { name: "Resource group" });
  if ((await group.inputValue()) === "") await dialog.getByRole("button", { name: /^Use / }).click();
  const preview = dialog.getByRole("region", { name: "What will happen" });
  await expect(preview).toContainText("Its data is not compared with the snapshot: restored, not verified.");
  await expect(preview).toContainText("Data leaving the region");
  await dialog.getByRole("button", { name: "Restore to e2e-from-replica" }).click();

  await expect(page).toHaveURL(/\/operations\/detail/);
  await expect(page.getByRole("heading", { name: "The new disk" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("table", { name: "Steps" })).toContainText("its data is not verified", { timeout: 90_000 });
  await page.goto("/disks?q=e2e-from-replica");
  await expect(page.getByRole("grid").getByRole("row").filter({ hasText: "e2e-from-replica" })).toBeVisible();
  const { replicas } = await askApi(page, replicaList, `/api/replicas?chain=${encodeURIComponent(snapshot.chainId)}`);
  expect(replicas.map(({ points, problem }) => [points.length, problem])).toEqual([[1, undefined]]);
});

test("a copy in another region is one of the ways, and what cannot be says why", async ({ page }) => {
  const copy = await askSnapshot(page, "q=sql-01-data-20&region=northeurope&state=ready&limit=1");
  const { copies } = await askApi(page, chainDetail, `/api/chains/detail?id=${encodeURIComponent(copy.chainId)}`);
  expect(copies).toEqual([]);
  await page.goto(`/snapshots?open=${encodeURIComponent(copy.id)}`);
  await page.getByRole("button", { name: "Restore to a new disk" }).click();
  const ways = page.getByRole("dialog").getByRole("radiogroup", { name: "Restore from" });
  await ways.getByRole("radio", { name: "The snapshot it was copied from, in West Europe" }).click();
  await expect(page.getByRole("dialog").getByRole("region", { name: "What will happen" })).toContainText("in West Europe");
});
