// The partition a machine writes to. Offsets are relative to it; everything is rounded to 4 KiB, as file systems write.

import type { ImageId, PageStore, Pattern } from "../pages/page-store.ts";
import { seedFrom } from "./random.ts";

export const blockBytes = 4096;

export class Volume {
  readonly offsetBytes: number;
  /** Grows with its disk. */
  lengthBytes: number;
  /** Where the next new file goes. */
  headBytes = 0;
  private readonly pages: PageStore;
  private readonly image: ImageId;
  private readonly seed: number;

  constructor({
    pages,
    image,
    name,
    offsetBytes,
    lengthBytes,
  }: { pages: PageStore; image: ImageId; name: string; offsetBytes: number; lengthBytes: number }) {
    this.pages = pages;
    this.image = image;
    this.offsetBytes = offsetBytes;
    this.lengthBytes = lengthBytes;
    this.seed = seedFrom(name);
  }

  fill(offset: number, length: number, kind: Pattern["kind"]): void {
    const [from, count] = this.clipped(offset, length);
    if (count > 0) this.pages.fill(this.image, this.offsetBytes + from, count, { kind, seed: this.seed });
  }

  clear(offset: number, length: number): void {
    const [from, count] = this.clipped(offset, length);
    if (count > 0) this.pages.clear(this.image, this.offsetBytes + from, count);
  }

  /** A new file at the head; leaves a small gap behind it, and starts over where the volume ends. */
  append(length: number, kind: Pattern["kind"]): void {
    if (this.headBytes + length > this.lengthBytes) this.headBytes = reservedBytes;
    this.fill(this.headBytes, length, kind);
    this.headBytes += length + 16 * blockBytes;
  }

  /** The part that file systems keep for themselves stays: nothing above writes over the signatures at the start. */
  private clipped(offset: number, length: number): [from: number, count: number] {
    const from = Math.max(reservedBytes, offset - (offset % blockBytes));
    const end = Math.min(this.lengthBytes, offset + Math.max(length, blockBytes));
    return [from, Math.max(0, end - (end % blockBytes) - from)];
  }
}

/** Superblock or boot sector and what follows it. */
export const reservedBytes = 16 * blockBytes;
