// The steps a random walk is made of. Names come from a small stock and are used again after a deletion; pages lie at
// the beginning and at the end of disks, close together, so that steps meet.

import fc from "fast-check";
import type { NaiveAzure, NaiveDisk, NaiveResource, NaiveSnapshot, Region, Sku } from "./naive-azure.ts";
import { pageBytes } from "./naive-azure.ts";
import { pick, planListing, planListingOfChanges, planReading } from "./walk-looks.ts";
import type { Plan, Planner } from "./walk-plan.ts";
import { WalkStep } from "./walk-plan.ts";
import type { WalkTarget } from "./walk-target.ts";

const diskNames = ["d0", "d1", "d2", "d3"];
const snapshotNames = Array.from({ length: 12 }, (_, index) => `s${index}`);
const uploadedPages = (20 * 2 ** 20) / pageBytes;
const edgePages = 64;
const minuteMs = 60_000;

const which = fc.nat(1_000);
const region = fc.constantFrom<Region>("westeurope", "northeurope", "francecentral");
const sku = fc.constantFrom<Sku>("Premium_LRS", "Premium_LRS", "PremiumV2_LRS");
const position = fc.nat(edgePages - 1);
const count = fc.integer({ min: 1, max: 12 });
const writing = fc.record({ position, count, byte: fc.nat(255) });
const window = fc.option(fc.record({ first: fc.nat(70), count: fc.integer({ min: 1, max: 70 }) }), { nil: undefined });

/** Weights by how often a step happens in the life of disks; looks: how often one looks through a SAS. */
export function walkSteps({ looks, restarts }: { looks: number; restarts: number }) {
  return fc.oneof(
    step(4, fc.record({ region, sku, units: fc.integer({ min: 1, max: 4 }) }), planCreation),
    step(1, fc.record({ region, writings: fc.array(writing, { maxLength: 3 }) }), planUpload),
    step(4, fc.record({ which, fromDisk: fc.nat(4), extraUnits: fc.nat(2) }), planRestoring),
    step(24, fc.record({ which, writing }), planWriting),
    step(8, fc.record({ which, position, count }), planClearing),
    step(2, fc.record({ which, extraUnits: fc.integer({ min: 1, max: 2 }) }), planGrowing),
    step(20, fc.record({ which, fromSnapshot: fc.nat(7), full: fc.nat(9) }), planSnapshot),
    step(8, fc.record({ which, region, waits: fc.nat(2) }), planCopy),
    step(5, fc.record({ which }), planEndOfCopy),
    step(7, fc.record({ which }), planDeletionOfSnapshot),
    step(1, fc.record({ which }), planDeletionOfDisk),
    step(restarts, fc.record({ cleanly: fc.boolean() }), planRestart),
    step(looks, fc.record({ which, window }), planListing),
    step(looks, fc.record({ which, other: which, window }), planListingOfChanges),
    step(looks, fc.record({ which, position, count: fc.integer({ min: 1, max: edgePages }) }), planReading),
  );
}

function step<P>(weight: number, parameters: fc.Arbitrary<P>, planner: Planner<P>) {
  return { weight, arbitrary: parameters.map((given): fc.AsyncCommand<NaiveAzure, WalkTarget> => new WalkStep(planner, given)) };
}

function planCreation(naive: NaiveAzure, { region, sku, units }: { region: Region; sku: Sku; units: number }): Plan | undefined {
  const name = freeName(diskNames, naive.disks);
  if (name === undefined) return undefined;
  const disk = { name, region, sku, lengthPages: units * naive.unitPages };
  return {
    says: `create ${sku} ${name} of ${disk.lengthPages} pages in ${region}`,
    real: (target) => target.createDisk(disk),
    naive: () => naive.addDisk(disk),
  };
}

function planUpload(naive: NaiveAzure, { region, writings }: { region: Region; writings: Writing[] }): Plan | undefined {
  const name = freeName(diskNames, naive.disks);
  if (name === undefined) return undefined;
  const disk = { name, region, sku: "Premium_LRS" as const, lengthPages: uploadedPages };
  const bytes = new Map(
    writings.flatMap((one) => fillings(one).map((byte, index): [number, number] => [placeOf(one, uploadedPages) + index, byte])),
  );
  return {
    says: `upload ${name} with ${bytes.size} pages in ${region}`,
    real: (target) => target.uploadDisk({ ...disk, pages: new Map([...bytes].map(([page, byte]) => [page, fullPage(byte)])) }),
    naive: () => naive.addDisk(disk, bytes),
  };
}

interface Restoring {
  which: number;
  /** 0: of a disk. */
  fromDisk: number;
  extraUnits: number;
}

function planRestoring(naive: NaiveAzure, { which, fromDisk, extraUnits }: Restoring): Plan | undefined {
  const name = freeName(diskNames, naive.disks);
  const source = pick<NaiveResource>(fromDisk === 0 ? naive.disks : naive.snapshots, which);
  if (name === undefined || source === undefined) return undefined;
  const { region, sku } = source;
  const lengthPages = extraUnits === 0 ? undefined : larger(naive, source, extraUnits);
  return {
    says: `restore ${name} from ${source.name}${lengthPages === undefined ? "" : `, ${lengthPages} pages long`}`,
    mustBeRefused: source.kind === "snapshot" && source.state !== "complete",
    real: async (target) => {
      await target.restoreDisk({ name, region, sku, source, lengthPages });
      await target.advance(minuteMs);
    },
    naive: () => naive.addDisk({ name, region, sku, lengthPages: lengthPages ?? source.lengthPages }, source.pages),
  };
}

interface Writing {
  position: number;
  count: number;
  byte: number;
}

function planWriting(naive: NaiveAzure, { which, writing }: { which: number; writing: Writing }): Plan | undefined {
  const disk = pick(naive.disks, which);
  if (disk === undefined) return undefined;
  const first = placeOf(writing, disk.lengthPages);
  const bytes = fillings({ ...writing, count: Math.min(writing.count, disk.lengthPages - first) });
  return {
    says: `write ${bytes.length} pages from ${first} of ${disk.name}`,
    real: (target) => target.write(disk.name, first, Buffer.concat(bytes.map(fullPage))),
    naive: () => naive.write(disk, first, bytes),
  };
}

interface Clearing {
  which: number;
  position: number;
  count: number;
}

function planClearing(naive: NaiveAzure, { which, ...clearing }: Clearing): Plan | undefined {
  const disk = pick(naive.disks, which);
  if (disk === undefined) return undefined;
  const first = placeOf(clearing, disk.lengthPages);
  const count = Math.min(clearing.count, disk.lengthPages - first);
  return {
    says: `clear ${count} pages from ${first} of ${disk.name}`,
    real: (target) => target.clear(disk.name, first, count),
    naive: () => naive.clear(disk, first, count),
  };
}

function planGrowing(naive: NaiveAzure, { which, extraUnits }: { which: number; extraUnits: number }): Plan | undefined {
  const disk = pick(naive.disks, which);
  if (disk === undefined) return undefined;
  const lengthPages = larger(naive, disk, extraUnits);
  return {
    says: `grow ${disk.name} to ${lengthPages} pages`,
    real: (target) => target.growDisk(disk.name, lengthPages),
    naive: () => naive.grow(disk, lengthPages),
  };
}

interface Taking {
  which: number;
  /** 0: of a snapshot. */
  fromSnapshot: number;
  /** 0: a full one. */
  full: number;
}

function planSnapshot(naive: NaiveAzure, { which, fromSnapshot, full }: Taking): Plan | undefined {
  const name = freeName(snapshotNames, naive.snapshots);
  const source = pick<NaiveResource>(fromSnapshot === 0 ? naive.snapshots : naive.disks, which);
  if (name === undefined || source === undefined) return undefined;
  const incremental = full > 0;
  const isSlow = source.kind === "disk" && source.sku === "PremiumV2_LRS";
  return {
    says: `take ${incremental ? "incremental" : "full"} snapshot ${name} of ${source.name}`,
    mustBeRefused: !naive.mayTake(source, incremental),
    real: async (target) => {
      await target.advance(minuteMs);
      await target.takeSnapshot({ name, region: source.region, source, incremental, isSlow });
    },
    naive: () => naive.takeSnapshot(name, source, incremental),
  };
}

interface Copying {
  which: number;
  region: Region;
  /** 0: it ends at once. */
  waits: number;
}

function planCopy(naive: NaiveAzure, { which, region, waits }: Copying): Plan | undefined {
  const name = freeName(snapshotNames, naive.snapshots);
  const source = pick(naive.snapshots, which);
  if (name === undefined || source === undefined) return undefined;
  return {
    says: `copy ${source.name} to ${name} in ${region}${waits === 0 ? " to the end" : ""}`,
    mustBeRefused: !naive.mayCopy(source, region),
    real: async (target) => {
      await target.advance(minuteMs);
      await target.startCopy({ name, region, source: source.name });
      if (waits === 0) await target.endCopy(name);
    },
    naive: () => {
      const copy = naive.startCopy(name, source, region);
      if (waits === 0) naive.endCopy(copy);
    },
  };
}

function planEndOfCopy(naive: NaiveAzure, { which }: { which: number }): Plan | undefined {
  const copying = naive.snapshots.filter((one) => one.state === "copying");
  const copy = pick(copying, which);
  if (copy === undefined) return undefined;
  return { says: `end the copy of ${copy.name}`, real: (target) => target.endCopy(copy.name), naive: () => naive.endCopy(copy) };
}

function planDeletionOfSnapshot(naive: NaiveAzure, { which }: { which: number }): Plan | undefined {
  return planDeletion(naive, pick<NaiveSnapshot>(naive.snapshots, which));
}

function planDeletionOfDisk(naive: NaiveAzure, { which }: { which: number }): Plan | undefined {
  return planDeletion(naive, pick<NaiveDisk>(naive.disks, which));
}

function planDeletion(naive: NaiveAzure, resource: NaiveResource | undefined): Plan | undefined {
  if (resource === undefined) return undefined;
  return { says: `delete ${resource.name}`, real: (target) => target.delete(resource), naive: () => naive.delete(resource) };
}

function planRestart(_naive: NaiveAzure, { cleanly }: { cleanly: boolean }): Plan {
  return { says: cleanly ? "close and open again" : "open what was on disk", real: (target) => target.restart(cleanly) };
}

function freeName(names: readonly string[], taken: readonly { name: string }[]): string | undefined {
  return names.find((name) => !taken.some((one) => one.name === name));
}

/** Disks longer than the edges begin with 48 and end with 16 of the places there are. */
function placeOf({ position, count }: { position: number; count: number }, lengthPages: number): number {
  if (lengthPages <= edgePages) return position % lengthPages;
  const place = position < 48 ? position : lengthPages - edgePages + position;
  return Math.min(place, lengthPages - count);
}

function larger({ unitPages }: NaiveAzure, { lengthPages }: NaiveResource, extraUnits: number): number {
  return (Math.ceil(lengthPages / unitPages) + extraUnits) * unitPages;
}

/** Each page of a writing has its own byte, so that pages cannot be mistaken for each other; some are zeros. */
function fillings({ count, byte }: Writing): number[] {
  return Array.from({ length: count }, (_, index) => (byte + index) % 256);
}

function fullPage(byte: number): Buffer {
  return Buffer.alloc(pageBytes, byte);
}
