// Walks the segments of a tree in order, and lets two walks of related trees jump together over what they share.

import { at, Inner, type Leaf, lastAtOrBefore, type Node } from "./segment-tree.ts";

interface Step {
  inner: Inner;
  index: number;
}

export class SegmentCursor {
  start = 0;
  /** Exclusive; Infinity for the last segment. */
  end = 0;
  stamp = 0;
  ref = 0;
  #path: Step[] = [];
  #leaf: Leaf;
  #index = 0;
  #leafEnd = 0;

  constructor(root: Node, offset = 0) {
    let node = root;
    while (node instanceof Inner) {
      const index = lastAtOrBefore(node.keys, node.keys.length, offset);
      this.#path.push({ inner: node, index });
      node = at(node.children, index);
    }
    this.#leaf = node;
    this.#enterLeaf(node, lastAtOrBefore(node.starts, node.count, offset));
  }

  /** To the next segment; call only while end is finite. */
  advance(): void {
    if (this.#index + 1 < this.#leaf.count) {
      this.#load(this.#index + 1);
      return;
    }
    let level = this.#path.length - 1;
    while (level >= 0 && this.#isLastChild(level)) level -= 1;
    const step = this.#path[level];
    if (step === undefined) throw new Error("no segment after the last one");
    step.index += 1;
    this.#descend(level, "first");
  }

  /**
   * When both stand in one and the same subtree: moves both to its last segment (whose end may differ between the
   * two) and says whether that got them further. Both must cover one offset.
   */
  static skipShared(a: SegmentCursor, b: SegmentCursor): boolean {
    if (a.#leaf !== b.#leaf) return false;
    let climbed = 0;
    while (a.#ancestor(climbed) !== undefined && a.#ancestor(climbed) === b.#ancestor(climbed)) climbed += 1;
    const before = a.start;
    a.#toLastBelow(climbed);
    b.#toLastBelow(climbed);
    return a.start > before;
  }

  #ancestor(height: number): Inner | undefined {
    return this.#path[this.#path.length - 1 - height]?.inner;
  }

  #toLastBelow(climbed: number): void {
    const level = this.#path.length - climbed;
    const top = this.#path[level];
    if (top === undefined) {
      this.#enterLeaf(this.#leaf, this.#leaf.count - 1);
      return;
    }
    top.index = top.inner.children.length - 1;
    this.#descend(level, "last");
  }

  /** Makes everything below a step of the path follow its child index. */
  #descend(level: number, side: "first" | "last"): void {
    const step = at(this.#path, level);
    let node = at(step.inner.children, step.index);
    this.#path.length = level + 1;
    while (node instanceof Inner) {
      const index = side === "first" ? 0 : node.children.length - 1;
      this.#path.push({ inner: node, index });
      node = at(node.children, index);
    }
    this.#enterLeaf(node, side === "first" ? 0 : node.count - 1);
  }

  #isLastChild(level: number): boolean {
    const step = at(this.#path, level);
    return step.index + 1 >= step.inner.children.length;
  }

  #enterLeaf(leaf: Leaf, index: number): void {
    let level = this.#path.length - 1;
    while (level >= 0 && this.#isLastChild(level)) level -= 1;
    const step = this.#path[level];
    this.#leaf = leaf;
    this.#leafEnd = step === undefined ? Number.POSITIVE_INFINITY : at(step.inner.keys, step.index + 1);
    this.#load(index);
  }

  #load(index: number): void {
    const leaf = this.#leaf;
    this.#index = index;
    // Not by at(): this is where diffs spend their time, and a function for all kinds of arrays is slow for each.
    this.start = leaf.starts[index] as number;
    this.stamp = leaf.stamps[index] as number;
    this.ref = leaf.refs[index] as number;
    this.end = index + 1 < leaf.count ? (leaf.starts[index + 1] as number) : this.#leafEnd;
  }
}
