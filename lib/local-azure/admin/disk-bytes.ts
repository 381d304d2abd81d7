// POST /disks: what a machine would do to the disk it uses. Bytes given, bytes made up, or a range cleared.

import type { JsonObject } from "../arm/body.ts";
import { choiceIn, numberIn, textIn } from "../arm/body.ts";
import { AzureError, invalidParameter } from "../errors.ts";
import { type Disk, isUploading } from "../model/records/disk.ts";
import type { RecordStore } from "../model/records/record-store.ts";
import type { PageRange, Pattern } from "../pages/page-store.ts";
import { pageBytes } from "../pages/page-store.ts";

const patterns = ["noise", "text", "rows", "number"] as const;
const properties = ["diskId", "offset", "length", "bytes", "pattern", "seed", "clear"];

export interface DiskBytesWritten extends PageRange {
  diskId: string;
}

/** Answers when it is durable. */
export async function changeDiskBytes(world: RecordStore, body: JsonObject): Promise<DiskBytesWritten> {
  const unknown = Object.keys(body).find((name) => !properties.includes(name));
  if (unknown !== undefined) throw invalidParameter(unknown, `There is no ${unknown} here: ${properties.join(", ")}.`);
  const disk = diskIn(world, body);
  const bytes = bytesIn(body);
  const range = { offset: numberIn(body, "offset") ?? 0, length: bytes?.length ?? numberIn(body, "length") ?? 0 };
  assertWithin(range, world.pages.lengthOf(disk.imageId));
  if (bytes !== undefined) world.pages.write(disk.imageId, range.offset, bytes);
  else if (body.clear === true) world.pages.clear(disk.imageId, range.offset, range.length);
  else world.pages.fill(disk.imageId, range.offset, range.length, patternIn(body));
  await world.flush();
  return { diskId: disk.id, ...range };
}

function diskIn(world: RecordStore, body: JsonObject): Disk {
  const id = textIn(body, "diskId") ?? "";
  const disk = world.findDisk(id);
  if (disk === undefined) throw new AzureError(404, "NotFound", `There is no disk ${id}.`);
  if (!isUploading(disk)) return disk;
  throw new AzureError(409, "Conflict", `Disk ${disk.name} is in state ${disk.diskState}: its bytes come by its write SAS.`);
}

/** undefined: none are given. */
function bytesIn(body: JsonObject): Buffer | undefined {
  const text = textIn(body, "bytes");
  if (text === undefined) return undefined;
  for (const name of ["length", "pattern", "clear"]) {
    if (body[name] !== undefined) throw invalidParameter(name, `Either bytes or ${name}, not both.`);
  }
  return Buffer.from(text, "base64");
}

function patternIn(body: JsonObject): Pattern {
  const kind = choiceIn(body, "pattern", patterns);
  if (kind === undefined) throw invalidParameter("pattern", `Give bytes (base64), clear: true, or a pattern: ${patterns.join(", ")}.`);
  return { kind, seed: numberIn(body, "seed") ?? 1 };
}

function assertWithin({ offset, length }: PageRange, diskBytes: number): void {
  for (const [name, value] of Object.entries({ offset, length })) {
    if (Number.isSafeInteger(value) && value >= 0 && value % pageBytes === 0) continue;
    throw invalidParameter(name, `${name} ${value} is not a multiple of ${pageBytes} bytes.`);
  }
  if (length === 0) throw invalidParameter("length", "length, or that of bytes, must be more than 0.");
  if (offset + length <= diskBytes) return;
  throw invalidParameter("offset", `${offset} + ${length} is behind the end of the disk at ${diskBytes}.`);
}
