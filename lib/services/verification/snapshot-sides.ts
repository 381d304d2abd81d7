// Two snapshots, each read through a SAS of its own.
import { AppError } from "#lib/domain/app-error.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { knownSize } from "#lib/domain/inventory/known-size.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import type { ReadAccess, SnapshotAccess } from "#lib/services/ports/access.ts";
import type { PageReader } from "#lib/services/ports/pages.ts";
import type { OpenSides, ReadableSide } from "#lib/services/ports/readable-side.ts";

/** So long before a SAS ends nothing is begun with it: what is under way then still comes to its end. */
const SPARE_MS = 10 * 60_000;

export interface SnapshotSidesDeps {
  access: Pick<SnapshotAccess, "withReadAccess">;
  pages: Pick<PageReader, "readAllocated" | "readBytes">;
}

export function snapshotSides({ access, pages }: SnapshotSidesDeps, source: Snapshot, copy: Snapshot): OpenSides {
  const sideOf = (snapshot: Snapshot, opened: ReadAccess): ReadableSide => ({
    allocated: (context) => pages.readAllocated(opened, knownSize(snapshot), context),
    read: ({ offset, length }, context) => pages.readBytes(opened, offset, length, context),
  });
  return (context, work) =>
    access.withReadAccess([source, copy], context, ([ofSource, ofCopy]) => {
      if (!ofSource || !ofCopy) throw new AppError("internal", "No access was granted.");
      const untilMs = Math.min(...[ofSource, ofCopy].map(({ expiresAt }) => epochMs(expiresAt))) - SPARE_MS;
      return work({ source: sideOf(source, ofSource), copy: sideOf(copy, ofCopy), untilMs });
    });
}
