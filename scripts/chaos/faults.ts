// Azure fails in every way that it does, at each of its doors, as a seed draws it: copies, restores, measurements and diffs
// of many disks at once. Now and then somebody else makes a disk of the wanted name first.
import pLimit from "p-limit";
import type { OperationRequest, OperationRow } from "#lib/contract/operations.ts";
import { isAppError } from "#lib/domain/app-error.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { toRanges } from "#lib/domain/ranges/block-range.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { FaultRequest } from "#lib/local-azure/admin/faults.ts";
import type { Random } from "#lib/local-azure/seed/random.ts";
import { type FaultLab, openFaultLab } from "#lib/operations/testing/fault-lab.ts";
import { makeChain, neighbours, sizeGib } from "./chains.ts";
import { awaitNoSas } from "./no-sas.ts";
import { checkOutcome } from "./outcome.ts";
import type { Part } from "./part.ts";
import type { Report } from "./report.ts";
import { isSameDiff } from "./same-bytes.ts";

const kinds: Record<"arm" | "blob" | "token", Omit<FaultRequest, "service">[]> = {
  arm: [
    { kind: "resetMidBody" },
    { kind: "reset" },
    { kind: "lostAnswer" },
    { kind: "throttle" },
    { kind: "status500" },
    { kind: "status500", afterCommit: true },
    { kind: "status503" },
    { kind: "stall", stallMs: 100 },
  ],
  blob: [
    { kind: "resetMidBody" },
    { kind: "truncate" },
    { kind: "reset" },
    { kind: "throttle" },
    { kind: "status500" },
    { kind: "status503" },
    { kind: "stall", stallMs: 100 },
  ],
  token: [{ kind: "resetMidBody" }, { kind: "reset" }, { kind: "status500" }, { kind: "status503" }, { kind: "stall", stallMs: 100 }],
};
const chainLength = 4;
/** As many as the slots of a worker can keep busy. */
const disksAtOnce = 6;
const operationsEndWithinMs = 300_000;
const maxAsks = 20;

export const faults: Part = async ({ random, short, report }) => {
  for (const percent of short ? [30] : [10, 30]) {
    const lab = await openFaultLab();
    try {
      await tryAt({ lab, percent, random, report, disks: short ? 6 : 40 });
    } finally {
      await lab.close();
    }
  }
};

interface Trial {
  lab: FaultLab;
  percent: number;
  random: Random;
  report: Report;
  disks: number;
}

async function tryAt(trial: Trial): Promise<void> {
  const { lab, report, percent } = trial;
  const { world, group } = lab.azure;
  const names = Array.from({ length: trial.disks }, (_, i) => `disk${i}`);
  for (const disk of names) makeChain({ world, group, random: trial.random, disk, snapshots: chainLength });
  await lab.parts.view.refresh(testContext);
  const { snapshots } = await lab.parts.azure.read(testContext);
  const chains = names.map((name) =>
    snapshots.filter((one) => one.name.startsWith(`${name}-`)).toSorted((a, b) => (a.timeCreated ?? "").localeCompare(b.timeCreated ?? "")),
  );
  const others = new Set([...world.snapshots.keys(), ...world.disks.keys()]);
  const rules = layFaults(trial);
  const limit = pLimit(disksAtOnce);
  const rows = await Promise.all(
    chains.map((chain, i) =>
      limit(async () => {
        const subject = { name: names[i] ?? "", chain, others, isContested: i % 5 === 4, isMeasured: i % 3 === 2 };
        const diffs = neighbours(chain).map(([base, target]) => readDiff(trial, base, target));
        return (await Promise.all([runAll(trial, subject), ...diffs]))[0];
      }),
    ),
  );
  report.count(
    `faults at ${percent} %`,
    rules.reduce((sum, { hits }) => sum + hits, 0),
  );
  lab.azure.faults.clear();
  // A grant that ran out by Azure's clock, which is fast here, is one that was not given back.
  await awaitNoSas(() => [...world.grants.values()].filter(({ revoked }) => !revoked).map(({ resourceId }) => resourceId), report);
  report.say(`${percent} %: ${rows.flat().length} operations`);
  checkOutcome({ world, others, rows: rows.flat(), report });
  await checkMeasurements(trial);
}

function layFaults({ lab, percent, random }: Trial) {
  return Object.entries(kinds).flatMap(([service, faults]) => {
    // Each rule draws for itself: together they hit so many calls in a hundred.
    const each = 100 * (1 - (1 - percent / 100) ** (1 / faults.length));
    return faults.map((fault) =>
      lab.azure.faults.add({
        ...fault,
        service: service as keyof typeof kinds,
        percent: each,
        seed: random.between(1, 2 ** 30),
        retryAfterSeconds: 0,
      }),
    );
  });
}

interface Subject {
  name: string;
  chain: Snapshot[];
  others: Set<string>;
  isContested: boolean;
  isMeasured: boolean;
}

async function runAll({ lab, random, report }: Trial, { name, chain, others, isContested, isMeasured }: Subject): Promise<OperationRow[]> {
  const snapshotId = chain[0]?.id ?? "";
  const source = random.pick(chain as [Snapshot, ...Snapshot[]]);
  const copy = { kind: "copy", snapshotId, targetRegion: "northeurope", targetResourceGroup: "dr", targetName: `${name}-copy` };
  const restore = { kind: "restore", snapshotId: source.id, targetResourceGroup: "Test-Group", diskName: `${name}-back`, sizeGib };
  const restored = run({ ...restore, sku: "Premium_LRS" }, () => {
    if (isContested) takeName();
  });
  const measured = isMeasured ? [run({ kind: "measure" })] : [];
  return Promise.all([run({ ...copy, sku: "Standard_LRS" }), restored, ...measured]);

  async function run(request: OperationRequest, handedIn: () => void = () => undefined): Promise<OperationRow> {
    const { id } = await lab.handIn(request);
    handedIn();
    const late = new Promise<void>((resolve) => void setTimeout(resolve, operationsEndWithinMs).unref());
    await Promise.race([lab.end(id), late]);
    return lab.desk.get(id, testContext);
  }

  /** From the same snapshot, with other bytes, before the operation orders its own. */
  function takeName(): void {
    const { world, group } = lab.azure;
    const wanted = `${name}-back`;
    const from = world.findSnapshot(source.id);
    if (!from || [...world.disks.values()].some((disk) => disk.name === wanted)) return;
    const disk = world.restoreDisk({ source: from, name: wanted, group, sku: "Premium_LRS" });
    world.pages.fill(disk.imageId, 0, 512, { kind: "text", seed: 1 });
    others.add(disk.uniqueId);
    report.count("names taken by somebody else meanwhile");
  }
}

/** As who looks at a page does: again, where it may pass. */
async function readDiff({ lab, report }: Trial, base: Snapshot, target: Snapshot): Promise<void> {
  report.never("diffs failed without a clear word");
  report.never("diffs that are not Azure's own ranges");
  const about = `${base.name}..${target.name}`;
  for (let asks = 1; ; asks += 1) {
    try {
      const list = await lab.parts.diffs.ranges(await lab.parts.diffs.read(base, target, testContext));
      const images = { base: imageOf(lab, base), target: imageOf(lab, target) };
      report.count("diffs compared");
      if (!isSameDiff(lab.azure.world, images, toRanges(list))) report.never("diffs that are not Azure's own ranges", about);
      return;
    } catch (error) {
      if (!isAppError(error) || error.code === "internal") return report.never("diffs failed without a clear word", `${about}: ${error}`);
      if (!error.retryable || asks === maxAsks) return report.count("diffs failed clearly");
    }
  }
}

function imageOf({ azure }: FaultLab, { id }: Pick<Snapshot, "id">): number {
  const snapshot = azure.world.findSnapshot(id);
  if (!snapshot) throw new Error(`Snapshot ${id} is gone.`);
  return snapshot.imageId;
}

/** Each is of a snapshot that has, in Azure, just so many bytes of its own. */
async function checkMeasurements({ lab, report }: Trial): Promise<void> {
  const { world } = lab.azure;
  report.never("measured other sizes than Azure's own");
  for (const { snapshotUniqueId, baseUniqueId, bytes } of await lab.parts.measurements.all()) {
    const [target, base] = [snapshotUniqueId, baseUniqueId ?? ""].map((id) => world.snapshots.get(id)?.imageId);
    if (target === undefined) continue;
    const own = base === undefined ? world.pages.allocatedBytes(target) : world.pages.writtenBytes(base, target);
    report.count("measurements compared");
    if (own !== bytes) report.never("measured other sizes than Azure's own", `${resourceKey(snapshotUniqueId)}: ${bytes}, not ${own}`);
  }
}
