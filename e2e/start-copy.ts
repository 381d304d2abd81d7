// A copy, ordered as a script would: of the oldest snapshot of a disk, to where the app itself would suggest.
import { expect, type Page } from "playwright/test";

export interface StartedCopy {
  id: string;
  title: string;
}

export async function startCopy(page: Page, disk: string, targetName: string, origin = ""): Promise<StartedCopy> {
  const read = async (path: string) => (await page.request.get(origin + path)).json();
  const { items } = await read(`/api/snapshots?q=${disk}&sort=created&order=asc&limit=1`);
  const options = await read(`/api/plans/options?kind=copy&snapshot=${encodeURIComponent(items[0].id)}`);
  const data = {
    kind: "copy",
    snapshotId: items[0].id,
    targetRegion: options.suggestedRegion,
    targetResourceGroup: options.suggestedResourceGroup,
    targetName,
    sku: "Standard_LRS",
  };
  const response = await page.request.post(`${origin}/api/operations`, { data, headers: { "idempotency-key": `e2e-${targetName}` } });
  expect(response.status(), await response.text()).toBe(202);
  return response.json();
}
