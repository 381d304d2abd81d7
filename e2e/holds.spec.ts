// A snapshot is held from its panel; a delete of it is refused with the reason; the hold is lifted with its owner's name.
import { expect, test } from "playwright/test";
import { chainDetail, chainList } from "#lib/contract/chains.ts";
import { askApi, existing } from "./ask-api.ts";

test("a hold keeps a snapshot from being deleted until it is lifted, and ticked ones are held together", async ({ page }) => {
  const { items: chains } = await askApi(page, chainList, "/api/chains?q=web-02&sort=snapshots");
  const chain = existing(
    chains.find(({ kind, copyOfChainId }) => kind === "incremental" && copyOfChainId === undefined),
    "a chain of web-02",
  );
  const { snapshots } = await askApi(page, chainDetail, `/api/chains/detail?id=${chain.id}`);
  const [, a, b, c] = snapshots;
  const [kept, second, third] = [existing(a, "its second"), existing(b, "its third"), existing(c, "its fourth")];

  await page.goto(`/snapshots?chain=${chain.id}&sort=created&order=asc&open=${encodeURIComponent(kept.id)}`);
  const panel = page.getByRole("complementary", { name: `Snapshot ${kept.name}` });
  await panel.getByRole("button", { name: "Hold", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Hold it" })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("audit of 2026");
  await dialog.getByLabel("Who wants it kept").fill("Ada");
  await dialog.getByRole("button", { name: "Hold it" }).click();
  await expect(dialog).toBeHidden();
  const holds = panel.getByRole("region", { name: "Holds" });
  await expect(holds).toContainText("audit of 2026");
  await expect(holds).toContainText("Held for Ada, until it is lifted");

  await panel.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog).toContainText("is held for Ada until it is lifted: audit of 2026. Lift the hold first.");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page.goto(`/snapshots?chain=${chain.id}&held=yes`);
  const grid = page.getByRole("grid", { name: "Snapshots" });
  await expect(grid.getByRole("img", { name: /^Held: held for Ada/ })).toHaveCount(1);

  await page.goto(`/snapshots?chain=${chain.id}&sort=created&order=asc`);
  for (const { name } of [second, third]) await grid.getByRole("checkbox", { name: `Tick ${name}` }).check();
  await page.getByRole("region", { name: "Ticked snapshots" }).getByRole("button", { name: "Hold them" }).click();
  await dialog.getByLabel("Reason").fill("a release");
  await dialog.getByRole("button", { name: "Hold 2 snapshots" }).click();
  await expect(grid.getByRole("img", { name: /^Held: / })).toHaveCount(3);

  await page.goto(`/snapshots?open=${encodeURIComponent(kept.id)}`);
  await holds.getByRole("button", { name: "Lift" }).click();
  const lift = dialog.getByRole("button", { name: "Lift the hold" });
  await expect(lift).toBeDisabled();
  await dialog.getByLabel('Type "Ada" to confirm that you have their word').fill("Ada");
  await lift.click();
  await expect(holds).not.toContainText("audit of 2026");
});
