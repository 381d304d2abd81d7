// Looks at what moves that fail, wait or never end: each troubles its own subscription, and nobody for longer than it lasts.
import { beforeEach, expect, it } from "vitest";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import { MovingLook } from "./moving-look.ts";

const FIRST = "00000000-0000-4000-8000-00000000000a";
const SECOND = "00000000-0000-4000-8000-00000000000b";
const rows = [FIRST, SECOND].map((subscriptionId, i) => {
  const name = `copy-${i + 1}`;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/g/providers/Microsoft.Compute/snapshots/${name}`;
  return { ...sampleSnapshot({ name, id, completionPercent: 10 }), subscriptionId };
});

let nowMs: number;
let asked: string[];
let told: unknown[];
let answer: AzureInventory["getSnapshot"];
let moving: MovingLook;

beforeEach(() => {
  nowMs = Date.parse("2026-11-01T00:00:00Z");
  asked = [];
  told = [];
  answer = async (id) => rows.find((row) => row.id === id);
  moving = new MovingLook({
    azure: {
      getSnapshot(id, context) {
        asked.push(id.split("/").at(-1) ?? "");
        return answer(id, context);
      },
    },
    store: { recordLook: async () => undefined },
    estate: {
      snapshots: {
        page: async () => ({ items: rows as unknown as SnapshotRow[], total: rows.length, totalUnfiltered: rows.length }),
      },
    },
    clock: { nowMs: () => nowMs },
    onRefreshFailed: (error) => told.push(error),
    longestLookMs: 50,
  });
});

async function lookAgain(times = 1): Promise<boolean[]> {
  const results: boolean[] = [];
  for (let i = 0; i < times; i += 1) {
    nowMs += 9000;
    results.push(await moving.look(testContext, []));
  }
  return results;
}

it("a wait that one subscription asks for leaves the others alone, and ends", async () => {
  answer = async (id) => {
    if (id.includes(FIRST)) throw new AppError("azure-throttled", "slow down", { details: { retryAfterMs: 60_000 } });
    return rows[1];
  };
  await lookAgain(4);
  expect(asked).toEqual(["copy-1", "copy-2", "copy-2", "copy-2", "copy-2"]);
  await lookAgain(4);
  expect(asked.filter((name) => name === "copy-1")).toHaveLength(2);
});

it("what has arrived brings one reading a minute, also where looks at it fail in between", async () => {
  let isAway = false;
  answer = async (id) => {
    if (id.includes(SECOND)) return rows[1];
    if (isAway) throw new AppError("azure-unavailable", "no answer");
    return undefined;
  };
  const results: boolean[] = [];
  for (let i = 0; i < 7; i += 1) {
    results.push(...(await lookAgain()));
    isAway = !isAway;
  }
  expect(results).toEqual([true, false, false, false, false, false, false]);
  isAway = false;
  expect(await lookAgain()).toEqual([true]);
});

it("a right that is missing for long is told once an hour for each subscription, whatever its words are", async () => {
  answer = async (id) => {
    throw new AppError("forbidden", `not ${id} (request ${nowMs})`, { details: { azureCode: "AuthorizationFailed" } });
  };
  await lookAgain(20);
  expect(told).toHaveLength(2);
  nowMs += 60 * 60_000;
  await lookAgain();
  expect(told).toHaveLength(4);
});

it("one that never ends is left, and the next one looks again", async () => {
  answer = () => new Promise(() => undefined);
  await expect(lookAgain()).rejects.toMatchObject({ code: "azure-unavailable", message: expect.stringContaining("did not answer within") });
  answer = async (id) => rows.find((row) => row.id === id);
  expect(await lookAgain()).toEqual([false]);
  expect(asked).toEqual(["copy-1", "copy-2", "copy-1", "copy-2"]);
});
