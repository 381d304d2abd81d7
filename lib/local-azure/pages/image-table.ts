// The images in memory and what each operation does to them. The journal's operations come in here both when they
// happen and when they are replayed, so a reopened store is the same store.

import { type ChangeCount, countChange } from "./change-count.ts";
import type { StoreOperation } from "./journal.ts";
import { type ImageId, type Pattern, pageBytes } from "./page-store.ts";
import { SegmentCursor } from "./segment-cursor.ts";
import { allocatedRanges } from "./segment-ranges.ts";
import { assign, clearedRef, emptyTree, type Node, patternRef } from "./segment-tree.ts";

export interface Image {
  root: Node;
  lengthBytes: number;
  frozen: boolean;
  /** Given to what is written now. A new one after each freeze or clone: pages differ when their stamps do. */
  stamp: number;
  /** Nodes of this number may be changed in place. */
  owner: number;
  /** Remembered for frozen images. */
  allocatedBytes?: number;
  changes?: ChangeCount;
}

export class ImageTable {
  readonly images = new Map<ImageId, Image>();
  readonly patterns: Pattern[] = [];
  nextImageId = 1;
  nextStamp = 1;
  #nextOwner = 1;
  readonly #patternRefs = new Map<string, number>();

  image(id: ImageId): Image {
    const image = this.images.get(id);
    if (image === undefined) throw new RangeError(`there is no image ${id}`);
    return image;
  }

  /** Throws without having changed anything when the operation is not allowed. */
  apply(operation: StoreOperation): void {
    switch (operation.op) {
      case "create":
        this.#create(operation.id, operation.length);
        break;
      case "write":
        this.#assign(this.image(operation.id), operation, operation.reference);
        break;
      case "fill":
        this.#assign(this.image(operation.id), operation, this.internPattern(operation.pattern));
        break;
      case "clear":
        this.#clear(this.image(operation.id), operation);
        break;
      case "resize":
        this.#resize(this.image(operation.id), operation.length);
        break;
      case "freeze":
        this.#fork(operation.id, operation.newId, true);
        break;
      case "clone":
        this.#fork(operation.id, operation.newId, false);
        break;
      case "drop":
        this.images.delete(operation.id);
    }
  }

  internPattern(pattern: Pattern): number {
    const key = `${pattern.kind}:${pattern.seed}`;
    let ref = this.#patternRefs.get(key);
    if (ref === undefined) {
      ref = patternRef(this.patterns.length);
      this.patterns.push({ kind: pattern.kind, seed: pattern.seed });
      this.#patternRefs.set(key, ref);
    }
    return ref;
  }

  /** Images as a checkpoint had them; their nodes belong to nobody, so the first write copies. */
  restore(id: ImageId, image: Omit<Image, "owner">): void {
    this.images.set(id, { ...image, owner: this.#newOwner() });
  }

  /** The tree as it is now, unaffected by what is written to the image later. */
  stableRoot(image: Image): Node {
    if (!image.frozen) image.owner = this.#newOwner();
    return image.root;
  }

  #create(id: ImageId, lengthBytes: number): void {
    this.#register(id, { root: emptyTree(), lengthBytes, frozen: false, stamp: this.#newStamp(), owner: this.#newOwner() });
  }

  #fork(id: ImageId, newId: ImageId, frozen: boolean): void {
    const source = this.image(id);
    const { root, lengthBytes } = source;
    if (!source.frozen) {
      source.stamp = this.#newStamp();
      source.owner = this.#newOwner();
    }
    const fork: Image = { root, lengthBytes, frozen, stamp: this.#newStamp(), owner: this.#newOwner() };
    if (source.frozen) fork.changes = { baseId: id, sinceStamp: fork.stamp, writtenBytes: 0 };
    else if (source.changes !== undefined) fork.changes = { ...source.changes };
    if (!source.frozen && frozen) source.changes = { baseId: newId, sinceStamp: source.stamp, writtenBytes: 0 };
    this.#register(newId, fork);
  }

  #register(id: ImageId, image: Image): void {
    this.images.set(id, image);
    this.nextImageId = Math.max(this.nextImageId, id + 1);
  }

  #assign(image: Image, range: { offset: number; length: number }, ref: number): void {
    if (image.changes !== undefined) countChange(image.changes, image.root, { from: range.offset, to: range.offset + range.length, ref });
    image.root = assign(image.root, image.owner, range.offset, range.offset + range.length, image.stamp, ref);
  }

  /** Only pages that hold data are marked as cleared: clearing what is empty changes nothing. */
  #clear(image: Image, { offset, length }: { offset: number; length: number }): void {
    for (const run of [...allocatedRanges(image.root, offset, offset + length)]) this.#assign(image, run, clearedRef);
  }

  #resize(image: Image, lengthBytes: number): void {
    if (lengthBytes < image.lengthBytes) {
      const beyond = Math.ceil(image.lengthBytes / pageBytes) * pageBytes;
      image.root = assign(image.root, image.owner, lengthBytes, beyond, 0, 0);
      delete image.changes;
    }
    image.lengthBytes = lengthBytes;
  }

  #newStamp(): number {
    this.nextStamp += 1;
    return this.nextStamp - 1;
  }

  #newOwner(): number {
    this.#nextOwner += 1;
    return this.#nextOwner - 1;
  }
}

/** The segments of [offset, offset + length), cut to it: calls back with (offset, length, ref) for those with data. */
export function visitData(root: Node, offset: number, length: number, visit: (offset: number, length: number, ref: number) => void): void {
  const end = offset + length;
  for (const cursor = new SegmentCursor(root, offset); ; cursor.advance()) {
    if (cursor.stamp > 0 && cursor.ref !== clearedRef) {
      const from = Math.max(cursor.start, offset);
      const ref = cursor.ref >= 0 ? cursor.ref + (from - cursor.start) : cursor.ref;
      visit(from, Math.min(cursor.end, end) - from, ref);
    }
    if (cursor.end >= end) return;
  }
}
