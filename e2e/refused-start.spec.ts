// What the server refuses is said where it was asked for.
import { expect, test } from "playwright/test";
import { askSnapshot } from "./ask-api.ts";

test.use({ viewport: { width: 1000, height: 480 } });

test("a refused start stands beside its button, in view and announced", async ({ page }) => {
  const refusal = "Another operation under way makes this snapshot.";
  await page.route("**/api/operations", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 409, json: { error: { code: "conflict", message: refusal, requestId: "refused-1" } } })
      : route.fallback(),
  );
  const { id } = await askSnapshot(page, "q=pg-01&sort=created&order=asc&limit=1");
  await page.goto(`/snapshots?open=${encodeURIComponent(id)}`);
  await page.getByRole("button", { name: "Copy to another region" }).click();
  const dialog = page.getByRole("dialog");
  const start = dialog.getByRole("button", { name: /^Copy to / });
  await start.scrollIntoViewIfNeeded();
  const planned = page.waitForResponse("**/api/plans");
  await start.click();
  const alert = dialog.getByRole("alert").filter({ hasText: refusal });
  await expect(alert).toBeInViewport();
  await expect(start).toBeInViewport();
  const [said, button] = await Promise.all([alert.boundingBox(), start.boundingBox()]);
  expect((button?.y ?? 0) - (said?.y ?? 0) - (said?.height ?? 0)).toBeLessThan(40);
  await expect(alert.getByRole("button", { name: "Try again" })).toBeHidden();
  // A newer plan is asked for.
  expect((await planned).ok()).toBe(true);
});
