// What a verification reads: two images of one disk that ought to hold the same, each by whatever opens it. A snapshot is read
// through a SAS; another sort of recovery point has an OpenSides of its own.
import type { BlockRange, RangeList } from "#lib/domain/ranges/block-range.ts";
import type { AccessContext } from "./access.ts";
import type { CallContext } from "./call-context.ts";

export interface ReadableSide {
  /** All ranges with data, without a VHD footer. */
  allocated(context: CallContext): Promise<RangeList>;
  /** Exactly these bytes of the disk; what was never written reads as zeros. */
  read(range: BlockRange, context: CallContext): Promise<Uint8Array>;
}

export interface OpenedSides {
  source: ReadableSide;
  copy: ReadableSide;
  /** Until then both may be read; whoever needs longer comes out and opens them again. */
  untilMs: number;
}

/** Opens both for the work and no longer, whatever happens. */
export type OpenSides = <T>(context: AccessContext, work: (sides: OpenedSides) => Promise<T>) => Promise<T>;
