// A copy, ordered as a script would: of the oldest snapshot of a disk, to where the app itself would suggest.
import { expect, type Page } from "playwright/test";
import { type OperationRow, operationRow } from "#lib/contract/operations.ts";
import { copyOptions } from "#lib/operations/kinds/copy/request.ts";
import { askApi, askSnapshot } from "./ask-api.ts";

export async function startCopy(page: Page, disk: string, targetName: string, origin = ""): Promise<OperationRow> {
  const { id: snapshotId } = await askSnapshot(page, `q=${disk}&sort=created&order=asc&limit=1`, origin);
  const asked = `${origin}/api/plans/options?kind=copy&snapshot=${encodeURIComponent(snapshotId)}`;
  const options = await askApi(page, copyOptions, asked);
  const data = {
    kind: "copy",
    snapshotId,
    targetRegion: options.suggestedRegion,
    targetResourceGroup: options.suggestedResourceGroup,
    targetName,
    sku: "Standard_LRS",
  };
  const response = await page.request.post(`${origin}/api/operations`, { data, headers: { "idempotency-key": `e2e-${targetName}` } });
  expect(response.status(), await response.text()).toBe(202);
  return operationRow.parse(await response.json());
}
