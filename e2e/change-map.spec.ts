// The change map by wheel and by keys, in a real browser: what is read stays true while the map moves.
import { expect, type Page, test } from "playwright/test";
import { askNeighbours, existing } from "./ask-api.ts";

test.beforeEach(async ({ page }) => {
  await page.goto("/chains");
  const { base, target } = await askNeighbours(page);
  await page.goto(`/diff?base=${base}&target=${target}`);
  await expect(page.locator("canvas[data-painted]")).toBeVisible();
});

test("the wheel keeps what lies under the pointer, which rests", async ({ page }) => {
  const map = page.getByRole("application", { name: "Block change map" });
  const box = existing((await map.boundingBox()) ?? undefined, "the map");
  await page.mouse.move(box.x + box.width * 0.37, box.y + box.height * 0.41);
  const whole = await readOut(page);
  for (let zoom = 0; zoom < 3; zoom += 1) {
    const before = await map.locator("canvas").getAttribute("data-painted");
    await page.mouse.wheel(0, -100);
    await expect(map.locator("canvas")).not.toHaveAttribute("data-painted", before ?? "");
  }
  const close = await readOut(page);
  expect(close.offset).toBeGreaterThanOrEqual(whole.offset);
  expect(close.offset).toBeLessThan(whole.offset + 8 * 2 ** 20);
  expect(close.unit).toBe(whole.unit);
});

test("N goes from region to region and says where, also where a pointer rests on the map", async ({ page }) => {
  const map = page.getByRole("application", { name: "Block change map" });
  await map.hover();
  await map.focus();
  await page.keyboard.press("n");
  await expect(page.getByText(/^Changed region of .* at /)).toBeAttached();
  const first = await readOut(page);
  await page.keyboard.press("n");
  await expect.poll(async () => (await readOut(page)).offset).toBeGreaterThan(first.offset);
  await page.keyboard.press("p");
  await expect.poll(async () => (await readOut(page)).offset).toBe(first.offset);
});

test("zoom and N work wherever nothing is typed, the map then has the focus for the arrows, and the help says so", async ({ page }) => {
  const canvas = page.locator("canvas[data-painted]").last();
  const whole = await canvas.getAttribute("data-painted");
  await page.keyboard.press("+");
  await expect(canvas).not.toHaveAttribute("data-painted", whole ?? "");
  await page.keyboard.press("0");
  await expect(canvas).toHaveAttribute("data-painted", whole ?? "");
  await page.keyboard.press("n");
  await expect(page.getByText(/^Changed region of .* at /)).toBeAttached();
  await expect(page.getByRole("application", { name: "Block change map" })).toBeFocused();
  const found = await readOut(page);
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await readOut(page)).offset).toBeGreaterThan(found.offset);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help.getByRole("heading", { name: /^On the map, once it has the focus/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  // In a field they are letters.
  await page.getByRole("tab", { name: "Ranges" }).click();
  await page.getByRole("textbox", { name: "Offset" }).press("n");
  await expect(page.getByRole("textbox", { name: "Offset" })).toHaveValue("n");
});

test("the strip has the map's unit at every zoom, and no fact of the readout is cut off on a phone", async ({ page }) => {
  const unitsOf = async () => new Set((await page.locator("[data-ticks]").allInnerTexts()).join(" ").match(/[KMGT]iB/g));
  for (let zoom = 0; zoom < 6; zoom += 1) {
    await expect.poll(async () => (await unitsOf()).size).toBe(1);
    await page.keyboard.press("+");
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.keyboard.press("n");
  await expect(page.getByTestId("map-readout")).toContainText("Offset");
  const cut = await page
    .getByTestId("map-readout")
    .evaluate((readout) =>
      [...readout.querySelectorAll("dd")]
        .filter((fact) => fact.scrollWidth > fact.clientWidth || fact.scrollHeight > fact.clientHeight + 1)
        .map((fact) => fact.textContent),
    );
  expect(cut).toEqual([]);
});

test("kept data is told from what was never written, and a range is gone to by its offset", async ({ page }) => {
  await expect(page.getByRole("list", { name: "Legend" })).toContainText(/kept data [\d.]+ [GM]iB/);
  await page.getByRole("tab", { name: "Ranges" }).click();
  await page.getByRole("button", { name: /^Length/ }).click();
  await expect(page).toHaveURL(/sort=longest/);
  const field = page.getByRole("textbox", { name: "Offset" });
  await field.fill("far away");
  await page.getByRole("button", { name: "Go to" }).click();
  await expect(page.getByText(/Offset: bytes/)).toBeVisible();
  await field.fill("20 GiB");
  await page.getByRole("button", { name: "Go to" }).click();
  await expect(page).not.toHaveURL(/sort=/);
  await expect(page.getByRole("grid", { name: "Ranges" }).getByRole("row", { selected: true })).toBeInViewport();
  // Powers of 1000 are taken for what they say, and that is told.
  await field.fill("20GB");
  await page.getByRole("button", { name: "Go to" }).click();
  await expect(page.getByText("20 GB (powers of 1000) = 20,000,000,000 B = 18.626 GiB. Marked:")).toBeVisible();
  await expect(page.getByRole("grid", { name: "Ranges" }).getByRole("row", { selected: true })).toBeInViewport();
});

async function readOut(page: Page): Promise<{ offset: number; unit: string }> {
  const text = (await page.getByTestId("map-readout").textContent()) ?? "";
  const [, unit = "", bytes = ""] = existing(/Offset(?:[\d.,]+ (\w+)|0) ([\d,]+) B/.exec(text) ?? undefined, text);
  return { offset: Number(bytes.replaceAll(",", "")), unit };
}
