// The page store as one would explain it: per image a map from page number to what is there. For tests only.
// It stamps every single operation, where the real store stamps whole periods between two freezes.

import { type DiffRange, type ImageId, type PageRange, type Pattern, pageBytes } from "../pages/page-store.ts";

/** content undefined: cleared. */
interface NaivePage {
  stamp: number;
  content: Uint8Array | Pattern | undefined;
}

interface NaiveImage {
  lengthBytes: number;
  frozen: boolean;
  pages: Map<number, NaivePage>;
}

export class NaiveStore {
  readonly images = new Map<ImageId, NaiveImage>();
  #stamp = 0;

  create(id: ImageId, lengthBytes: number): void {
    this.images.set(id, { lengthBytes, frozen: false, pages: new Map() });
  }

  write(id: ImageId, offset: number, bytes: Uint8Array): void {
    this.#stamp += 1;
    for (let at = 0; at < bytes.length; at += pageBytes) {
      this.#pages(id).set((offset + at) / pageBytes, { stamp: this.#stamp, content: bytes.slice(at, at + pageBytes) });
    }
  }

  fill(id: ImageId, offset: number, length: number, pattern: Pattern): void {
    this.#stamp += 1;
    for (let at = 0; at < length; at += pageBytes) {
      this.#pages(id).set((offset + at) / pageBytes, { stamp: this.#stamp, content: pattern });
    }
  }

  clear(id: ImageId, offset: number, length: number): void {
    this.#stamp += 1;
    const pages = this.#pages(id);
    for (const [page, { content }] of pages) {
      const inside = page >= offset / pageBytes && page < (offset + length) / pageBytes;
      if (inside && content !== undefined) pages.set(page, { stamp: this.#stamp, content: undefined });
    }
  }

  resize(id: ImageId, lengthBytes: number): void {
    const image = this.#image(id);
    image.lengthBytes = lengthBytes;
    for (const page of [...image.pages.keys()]) if (page >= lengthBytes / pageBytes) image.pages.delete(page);
  }

  fork(id: ImageId, newId: ImageId, frozen: boolean): void {
    const image = this.#image(id);
    this.images.set(newId, { lengthBytes: image.lengthBytes, frozen, pages: new Map(image.pages) });
  }

  drop(id: ImageId): void {
    this.images.delete(id);
  }

  read(id: ImageId, offset: number, length: number, draw: (pattern: Pattern, offset: number, into: Uint8Array) => void): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += pageBytes) {
      const content = this.#pages(id).get((offset + at) / pageBytes)?.content;
      const into = bytes.subarray(at, at + pageBytes);
      if (content instanceof Uint8Array) into.set(content);
      else if (content !== undefined) draw(content, offset + at, into);
    }
    return bytes;
  }

  allocated(id: ImageId, window: PageRange): PageRange[] {
    const pages = [...this.#pages(id)].filter(([, { content }]) => content !== undefined).map(([page]) => ({ page, cleared: false }));
    return toRanges(pages, window).map(({ offset, length }) => ({ offset, length }));
  }

  diff(baseId: ImageId, targetId: ImageId, window: PageRange): DiffRange[] {
    const base = this.#pages(baseId);
    const target = this.#pages(targetId);
    const changed: { page: number; cleared: boolean }[] = [];
    for (const page of new Set([...base.keys(), ...target.keys()])) {
      const before = base.get(page);
      const now = target.get(page);
      if (before?.stamp === now?.stamp) continue;
      if (now !== undefined) changed.push({ page, cleared: now.content === undefined });
      else if (before?.content !== undefined) changed.push({ page, cleared: true });
    }
    const lengthBytes = this.#image(targetId).lengthBytes;
    return toRanges(changed, { offset: window.offset, length: Math.min(window.length, lengthBytes - window.offset) });
  }

  #image(id: ImageId): NaiveImage {
    const image = this.images.get(id);
    if (image === undefined) throw new Error(`no image ${id}`);
    return image;
  }

  #pages(id: ImageId): Map<number, NaivePage> {
    return this.#image(id).pages;
  }
}

function toRanges(pages: { page: number; cleared: boolean }[], window: PageRange): DiffRange[] {
  const ranges: DiffRange[] = [];
  for (const { page, cleared } of pages.toSorted((a, b) => a.page - b.page)) {
    const offset = page * pageBytes;
    if (offset < window.offset || offset >= window.offset + window.length) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last.cleared === cleared && last.offset + last.length === offset) last.length += pageBytes;
    else ranges.push({ offset, length: pageBytes, cleared });
  }
  return ranges;
}
