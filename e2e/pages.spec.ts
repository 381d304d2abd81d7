// Every page in both colour schemes and both widths: it says what it is, fits its window, and the browser has no
// complaint (scripts, missing files, the content security policy).
import { expect, type Page, test } from "playwright/test";
import { type SnapshotRow, snapshotList } from "#lib/contract/inventory.ts";
import { askApi, existing } from "./ask-api.ts";

const pages = [
  ["/", "Overview"],
  ["/snapshots", "Snapshots"],
  ["/disks", "Disks"],
  ["/chains", "Chains"],
  ["/operations", "Operations"],
  ["/operations/audit", "Audit log"],
  ["/costs", "Costs"],
  ["/settings", "Settings"],
] as const;

for (const [path, heading] of pages) {
  for (const [width, scheme] of [
    [1440, "light"],
    [390, "dark"],
  ] as const) {
    test(`${heading} at ${width} px, ${scheme}`, async ({ page }) => {
      const complaints = collectComplaints(page);
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
      await expect(page.getByRole("navigation", { name: "Pages" })).toBeVisible();
      await expect(page.getByRole("main")).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", scheme);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        "wider than its window",
      ).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    });
  }
}

test("an inline script that is not of the answer does not run", async ({ page }) => {
  await page.goto("/settings");
  const refused = page.waitForEvent("console", (message) => message.text().includes("Content Security Policy"));
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'it ran'";
    document.body.append(script);
    return document.title;
  });
  await refused;
  expect(ran).not.toBe("it ran");
});

test("the icons and the manifest are there, as what they are", async ({ page, request }) => {
  await page.goto("/settings");
  const linked = await page
    .locator("link[rel~=icon], link[rel=apple-touch-icon], link[rel=manifest]")
    .evaluateAll((links) => links.map((link) => new URL(link.getAttribute("href") ?? "", document.baseURI).pathname));
  expect(linked.toSorted()).toEqual(["/apple-touch-icon.png", "/favicon.ico", "/icon.svg", "/manifest.webmanifest"]);
  const manifest = await (await request.get("/manifest.webmanifest")).json();
  const types: Record<string, string> = {
    ico: "image/x-icon",
    svg: "image/svg+xml",
    png: "image/png",
    webmanifest: "application/manifest+json",
  };
  for (const path of [...linked, ...manifest.icons.map((icon: { src: string }) => icon.src)]) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(200);
    expect(answer.headers()["content-type"], path).toContain(types[path.split(".").at(-1) ?? ""]);
  }
});

test("a filter that hides everything says so and offers to be cleared", async ({ page }) => {
  await page.goto("/snapshots?q=there-is-no-such-snapshot");
  await expect(page.getByRole("status").filter({ hasText: /filter|match/i })).toBeVisible();
  await page.getByRole("button", { name: /clear/i }).last().click();
  await expect(page.getByRole("grid").getByRole("row").nth(1)).toBeVisible();
});

test("a server that does not answer is told with a way to try again", async ({ page }) => {
  await page.route("**/api/snapshots*", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/json",
      body: JSON.stringify({ error: { code: "azure-unavailable", message: "Azure did not answer.", requestId: "e2e-0001" } }),
    }),
  );
  await page.goto("/snapshots");
  const notice = page.getByRole("alert").filter({ hasText: "Azure did not answer." });
  await expect(notice).toContainText("e2e-0001");
  await page.unroute("**/api/snapshots*");
  await notice.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("grid").getByRole("row").nth(1)).toBeVisible();
});

test("the keyboard opens the search and the list of keys", async ({ page }) => {
  await page.goto("/snapshots");
  await expect(page.getByRole("grid").getByRole("row").nth(1)).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText(/keys|shortcuts/i);
});

test("the CSV of the table has the rows of the filter", async ({ page }) => {
  const list = await askApi(page, snapshotList, "/api/snapshots?region=francecentral");
  await page.goto("/snapshots?region=francecentral");
  await expect(page.getByRole("grid").getByRole("row").nth(1)).toBeVisible();
  const href = await page.getByRole("link", { name: /CSV/ }).first().getAttribute("href");
  const csv = await (await page.request.get(href ?? "")).text();
  expect(csv.trim().split("\r\n").length - 1).toBe(list.total);
});

test("names and tags that look like code are shown as text", async ({ page }) => {
  let dialogs = 0;
  page.on("dialog", (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  const { items } = await askApi(page, snapshotList, "/api/snapshots?limit=5000");
  const isOdd = ({ tags }: SnapshotRow) => Object.values(tags).some((value) => value.includes("<script>"));
  const odd = existing(items.find(isOdd), "with a tag that looks like code");
  await page.goto(`/snapshots?open=${encodeURIComponent(odd.id)}`);
  await expect(page.getByText("<script>").first()).toBeVisible();
  expect(dialogs).toBe(0);
});

function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
}
