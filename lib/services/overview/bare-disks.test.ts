import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { overview } from "#lib/contract/overview.ts";
import { getOverview } from "./get-overview.ts";

let estate: LocalEstate;
let services: Services;

beforeAll(async () => {
  estate = await startLocalEstate();
  services = createServices(estate);
});
afterAll(() => estate.stop());

it("a disk without any snapshot is in the strip and needs attention after a day; one with full snapshots only does not", async () => {
  const { azure } = estate;
  makeDisk(azure, "bare", 4);
  azure.world.takeSnapshot({ disk: makeDisk(azure, "full", 4), name: "full-1", group: azure.group, incremental: false });
  takeSnapshot(azure, makeDisk(azure, "usual", 4), "usual-1");
  const look = async () => {
    await services.view.refresh(estate.context);
    return overview.parse(await getOverview(services, {}, estate.context));
  };
  const bareOf = (page: Awaited<ReturnType<typeof look>>) => page.attention.filter(({ kind }) => kind === "disk-without-snapshot");
  expect(bareOf(await look())).toEqual([]);

  azure.world.clock.advance(25 * 3_600_000);
  const page = await look();
  expect(page.diskStrips.map(({ diskName, chainId }) => [diskName, chainId !== undefined])).toEqual([
    ["bare", false],
    ["full", true],
    ["usual", true],
  ]);
  expect(page.diskStrips[0]?.days.map(({ state }) => state).slice(-2)).toEqual(["none", "none"]);
  expect(bareOf(page)).toMatchObject([
    { severity: "warning", action: { label: "See the disk", target: { page: "disks", params: { open: expect.stringMatching(/bare$/) } } } },
  ]);
});
