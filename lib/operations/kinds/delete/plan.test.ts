import { describe, expect, test } from "vitest";
import { buildChains, type Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { Hold } from "#lib/domain/holds/hold.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { DeleteFacts } from "#lib/domain/plans/delete-rule.ts";
import { sampleChain, sampleCopy, sampleDisk } from "#lib/domain/testing/inventory-sample.ts";
import { type DeletePlanInput, planDelete } from "./plan.ts";
import { confirmationText, type DeleteRequest, deleteRequest } from "./request.ts";

const nowMs = Date.parse("2026-11-28T12:00:00Z");
const mib = 2 ** 20;

interface Given {
  snapshots?: Snapshot[];
  copies?: Snapshot[];
  chosen?: number[];
  request?: Partial<DeleteRequest>;
  facts?: Partial<DeleteFacts>;
  hasDisk?: boolean;
  postponed?: boolean;
  /** Which of them another delete takes. */
  going?: number[];
}

function planOf({
  snapshots = sampleChain(3),
  copies = [],
  chosen = [0],
  request = {},
  facts = {},
  hasDisk = true,
  postponed = false,
  going: elsewhere = [],
}: Given) {
  const chain = buildChains([...snapshots, ...copies], hasDisk ? [sampleDisk({ name: "db01" })] : []).find(
    ({ isCopy }) => !isCopy,
  ) as Chain;
  const going = chosen.flatMap((i) => snapshots[i] ?? []);
  const named = going.map(({ id, uniqueId }) => ({ id, uniqueId }));
  const frees = { state: "known", bytes: 3 * mib, postponed } as const;
  const input: DeletePlanInput = {
    request: { ...deleteRequest.parse({ kind: "delete", snapshots: named, confirm: confirmationText(named) }), ...request },
    chains: [chain],
    going: elsewhere.flatMap((i) => snapshots[i]?.id ?? []),
    facts: new Map(
      going.map((one): [string, DeleteFacts] => [
        resourceKey(one.id),
        {
          name: one.name,
          uniqueId: one.uniqueId,
          now: one,
          nowMs,
          copies: chain.copies.filter(({ sourceSnapshotId }) => sourceSnapshotId === one.id),
          locks: [],
          mayDelete: true,
          isOwnSas: false,
          holds: [],
          usedBy: [],
          ...facts,
        },
      ]),
    ),
    reclaims: new Map(going.map(({ id }) => [resourceKey(id), { frees, sourceDiskName: "db01" }])),
    joint: { frees, final: { state: "known", bytes: postponed ? mib : 3 * mib, postponed: false }, usdPerMonth: "0.00015" },
  };
  return planDelete(input);
}

const rulesOf = (given: Given) => planOf(given).problems.map(({ rule }) => rule);
const alone = (given: Partial<Snapshot>) => sampleChain(3, given);

describe("the plan of a delete", () => {
  test("says what goes, what it frees, when, and the same with az", () => {
    const plan = planOf({ chosen: [0, 1] });
    expect(plan).toMatchObject({
      possible: true,
      problems: [],
      summary: "Delete 2 snapshots: frees 3.00 MiB, about <$0.01 a month.",
      warnings: [],
    });
    expect(plan.steps[0]?.detail).toContain("Waits 1 day, in which it can be undone");
    expect(plan.cli.split("\n")).toHaveLength(2);
    expect(plan.cli).toContain("az snapshot delete --subscription");
    expect(planOf({ request: { delayHours: 0 } }).steps[0]?.detail).toContain("cannot be undone");
  });

  test("says that deleting the newest only postpones", () => {
    expect(planOf({ chosen: [2], postponed: true }).warnings).toEqual([
      "s3 is the newest of its chain: deleting the newest only postpones. 2.00 MiB is stored again by the next snapshot of the disk.",
    ]);
  });

  test("takes exactly the words to be typed", () => {
    expect(confirmationText([{ id: "/s/db01-7", uniqueId: "u" }])).toBe("db01-7");
    expect(rulesOf({ chosen: [0, 1], request: { confirm: "delete 3 snapshots" } })).toEqual(["confirm"]);
    expect(rulesOf({ chosen: [0, 1], request: { confirm: " delete 2 snapshots " } })).toEqual([]);
    expect(rulesOf({ request: { confirm: "S1" } })).toEqual(["confirm"]);
  });

  test.each<[string, Given]>([
    ["gone", { facts: { now: undefined } }],
    ["recreated", { facts: { uniqueId: "another" } }],
    ["identity-unknown", { facts: { now: { ...(sampleChain(1)[0] as Snapshot), uniqueId: resourceKey(sampleChain(1)[0]?.id ?? "") } } }],
    ["identity-unknown", { snapshots: sampleChain(3).map((one) => ({ ...one, uniqueId: resourceKey(one.id) })) }],
    ["locked", { facts: { locks: [{ name: "keep", scope: "/subscriptions/s", level: "ReadOnly" }] } }],
    ["right", { facts: { mayDelete: false } }],
    ["held", { facts: { holds: [{ owner: "Ada", reason: "audit" } as Hold] } }],
    ["in-use", { facts: { usedBy: ["Restore s1 to disk back"] } }],
    ["active-sas", { snapshots: alone({ diskState: "ActiveSAS" }) }],
    ["deleting", { snapshots: alone({ provisioningState: "Deleting" }) }],
    ["azure-backup", { snapshots: alone({ resourceGroup: "AzureBackupRG_westeurope_1" }) }],
    ["managed", { snapshots: alone({ managedBy: "/subscriptions/s/x/vault" }) }],
    ["immutable", { snapshots: alone({ immutability: { type: "Locked", until: "2026-12-01T00:00:00.0000000Z" } }) }],
    ["immutable", { snapshots: alone({ immutability: { type: "Unlocked" } }) }],
  ])("refuses one that is %s, with the reason at its row", (rule, given) => {
    const plan = planOf(given);
    expect([plan.possible, plan.problems.map((one) => one.rule)]).toEqual([false, [rule]]);
    expect(plan.selection?.rows[0]?.problems.map((one) => one.rule)).toEqual([rule]);
    expect(plan.problems[0]?.message).toContain("s1");
  });

  test("a policy that is over holds nothing", () => {
    expect(rulesOf({ snapshots: alone({ immutability: { type: "Locked", until: "2026-11-01T00:00:00.0000000Z" } }) })).toEqual([]);
  });

  test("tells whose a SAS is, as far as the ledger knows", () => {
    const snapshots = alone({ diskState: "ActiveSAS" });
    expect(planOf({ snapshots, facts: { isOwnSas: true } }).problems[0]?.message).toContain("Snapscope reads s1 now");
    expect(planOf({ snapshots }).problems[0]?.message).toContain("not by Snapscope as far as its ledger knows");
  });

  test("refuses the source of a copy under way, and tells of one that is complete", () => {
    const snapshots = sampleChain(3);
    const source = snapshots[0] as Snapshot;
    const copyAt = (completionPercent: number) => [sampleCopy(source, { name: "s1-north", completionPercent })];
    expect(rulesOf({ snapshots, copies: copyAt(40) })).toEqual(["copy-under-way"]);
    const done = planOf({ snapshots, copies: copyAt(100) });
    expect([done.possible, done.warnings]).toEqual([true, ["Its copy s1-north in North Europe is complete and stays."]]);
  });

  test("does not take what could not be asked for no lock and no right", () => {
    const { possible, warnings } = planOf({ facts: { unknownLocks: "Not permitted.", mayDelete: undefined } });
    expect([possible, warnings]).toEqual([
      true,
      ["Whether a lock is on s1 is not known: Not permitted.", "Whether you may delete s1 is not known: Azure did not say."],
    ]);
  });

  test("asks twice for the last restore point, more so where the disk is gone", () => {
    expect(rulesOf({ chosen: [0, 1] })).toEqual([]);
    const all = [0, 1, 2];
    expect(rulesOf({ chosen: all })).toEqual(["last-restore-point"]);
    const accepted = planOf({ chosen: all, request: { acceptsLast: true }, hasDisk: false });
    expect(accepted.possible).toBe(true);
    expect(accepted.warnings[0]).toContain("can then never be restored");
    // What is not complete restores nothing.
    const [first, ...others] = sampleChain(3);
    const snapshots = [first as Snapshot, ...others.map((one) => ({ ...one, provisioningState: "Failed" }))];
    expect(rulesOf({ snapshots, chosen: [0] })).toEqual(["last-restore-point"]);
  });
});

describe("the plan of a delete beside another one", () => {
  test("counts what that one takes as gone: together they leave something of the chain", () => {
    expect(rulesOf({ chosen: [0], going: [1] })).toEqual([]);
    const both = planOf({ chosen: [0, 2], going: [1] });
    expect(both.problems.map(({ rule }) => rule)).toEqual(["last-restore-point"]);
    expect(both.problems[0]?.message).toContain("Another delete under way takes the others");
    expect(planOf({ chosen: [0, 2], going: [1], request: { acceptsLast: true } }).possible).toBe(true);
  });

  test("is not held up by it where it takes no restore point itself", () => {
    const [first, ...others] = sampleChain(3);
    const snapshots = [{ ...(first as Snapshot), provisioningState: "Failed" }, ...others];
    expect(rulesOf({ snapshots, chosen: [0], going: [1, 2] })).toEqual([]);
  });
});

describe("the request of a delete", () => {
  const named = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `/s/${i}`, uniqueId: "u" }));
  test.each([
    ["none", { snapshots: [] }],
    ["too many", { snapshots: named(501) }],
    ["one twice", { snapshots: [...named(1), { id: "/S/0", uniqueId: "u" }] }],
    ["a delay beyond a week", { snapshots: named(1), delayHours: 169 }],
    ["a delay below nothing", { snapshots: named(1), delayHours: -1 }],
  ])("of %s is not taken", (_what, request) => expect(deleteRequest.safeParse({ kind: "delete", ...request }).success).toBe(false));

  test("waits 24 hours where nobody says otherwise", () => {
    expect(deleteRequest.parse({ kind: "delete", snapshots: named(1) })).toMatchObject({ delayHours: 24, acceptsLast: false, confirm: "" });
  });
});
