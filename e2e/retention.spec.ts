// A rule is set on the page and stands in its address; what would go is handed to a delete; a proposal frees so much.
import { expect, test } from "playwright/test";
import { chainDetail, chainList } from "#lib/contract/chains.ts";
import { askApi, existing } from "./ask-api.ts";

test.setTimeout(300_000);

test("a rule tells what stays and why, is a link and a file, and goes to a delete; so does what frees so much", async ({ page }) => {
  const { items } = await askApi(page, chainList, "/api/chains?q=web-01&sort=snapshots");
  const chain = existing(
    items.find(({ kind, copyOfChainId }) => kind === "incremental" && copyOfChainId === undefined),
    "a chain of web-01",
  );
  await page.goto("/costs");
  await page.getByRole("link", { name: "What if: retention" }).click();
  await expect(page.getByRole("heading", { name: "Retention" })).toBeVisible();
  await expect(page.getByText("Say what to keep")).toBeVisible();

  await page.goto(`/retention?disk=${chain.sourceDiskName}&region=${chain.region}`);
  await page.getByLabel("Daily").fill("7");
  await expect(page).toHaveURL(/daily=7/);
  const table = page.getByRole("table", { name: new RegExp(`^Snapshots of ${chain.sourceDiskName} in `) });
  await expect(table.getByText("daily-7", { exact: false })).toHaveCount(1);
  await expect(table.getByText("would go").first()).toBeVisible();
  await expect(page.getByRole("table", { name: "Past and coming months" }).getByRole("row")).toHaveCount(8);

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as YAML" }).click();
  const file = await (await saved).path();
  await page.goto("/retention");
  await page.locator("input[type=file]").setInputFiles({ name: "rule.yaml", mimeType: "text/yaml", buffer: Buffer.from("kind: other") });
  await expect(page.getByRole("alert").filter({ hasText: "It is no retention rule" })).toBeVisible();
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page).toHaveURL(/daily=7/);

  await page.getByRole("button", { name: /^Apply once/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("region", { name: "What will happen" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: /^Delete .* in 24 h$/ })).toBeDisabled();
  await dialog.getByRole("button", { name: "Cancel" }).click();

  // A delete frees something once neighbours are measured; some of a chain never can be.
  await expect
    .poll(
      async () =>
        (await askApi(page, chainDetail, `/api/chains/detail?id=${chain.id}`)).snapshots.filter(({ delta }) => delta.state === "measured")
          .length,
      { timeout: 120_000 },
    )
    .toBeGreaterThan(5);
  await page.goto(`/retention?view=free&disk=${chain.sourceDiskName}&region=${chain.region}`);
  await page.getByLabel("Free", { exact: true }).fill("0.01");
  await expect(page.getByRole("table", { name: "What is proposed" }).getByRole("row")).not.toHaveCount(0);
  await expect(page.getByRole("button", { name: "Apply once" })).toBeEnabled();
});
