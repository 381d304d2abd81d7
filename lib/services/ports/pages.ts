import type { RangeList } from "#lib/domain/ranges/block-range.ts";
import type { ReadAccess } from "./access.ts";
import type { CallContext } from "./call-context.ts";

export interface PageReader {
  /** All ranges with data of the whole image, whatever the service truncates. */
  readAllocated(access: ReadAccess, lengthBytes: number, context: CallContext): Promise<RangeList>;
  /** Written and cleared ranges since base, complete and in order. */
  readDiff(base: ReadAccess, target: ReadAccess, lengthBytes: number, context: CallContext): Promise<RangeList>;
  readBytes(access: ReadAccess, offset: number, length: number, context: CallContext): Promise<Uint8Array>;
}
