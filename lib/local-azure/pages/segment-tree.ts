// The content of one image as a piecewise constant map over byte offsets, kept in a persistent B+tree.
//
//   offset   0         4096      8192            2^40
//            | hole    | data    | cleared       | hole …
//   boundary (0,s0)    (4096,s7) (8192,s9)       (2^40,s0)
//
// A boundary says what begins there and holds until the next one: its stamp (0: never written) and where the
// bytes are (ref). There is always a boundary at 0, and two neighbours never say the same. Nodes carry an owner:
// a writer may change a node in place only when it owns it, and copies it otherwise, so an image is frozen by
// giving its writer a new owner number and nothing else.

/** Where the bytes of a boundary are: an offset in the data log (>= 0), cleared, or a pattern (<= -2). */
export const clearedRef = -1;

export const patternRef = (index: number): number => -2 - index;
export const patternIndex = (ref: number): number => -2 - ref;

export interface Segment {
  start: number;
  stamp: number;
  ref: number;
}

const leafCapacity = 256;
const innerCapacity = 64;
const smallLeaf = leafCapacity / 8;

export class Leaf {
  readonly owner: number;
  count = 0;
  readonly starts: Float64Array<ArrayBuffer>;
  readonly refs: Float64Array<ArrayBuffer>;
  readonly stamps: Uint32Array<ArrayBuffer>;

  constructor(owner: number, capacity: number) {
    this.owner = owner;
    this.starts = new Float64Array(capacity);
    this.refs = new Float64Array(capacity);
    this.stamps = new Uint32Array(capacity);
  }
}

export class Inner {
  readonly owner: number;
  /** The first start below each child. */
  readonly keys: number[];
  readonly children: Node[];

  constructor(owner: number, children: Node[]) {
    this.owner = owner;
    this.children = children;
    this.keys = children.map(firstStart);
  }
}

export type Node = Leaf | Inner;

/** An index known to be inside, by the loop or search it comes from. */
export function at<T>(items: ArrayLike<T>, index: number): T {
  return items[index] as T;
}

export function firstStart(node: Node): number {
  return node instanceof Leaf ? at(node.starts, 0) : at(node.keys, 0);
}

/** The index of the last of `count` ascending numbers that is <= value; -1 if there is none. */
export function lastAtOrBefore(ascending: ArrayLike<number>, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ascending[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function emptyTree(): Node {
  const leaf = new Leaf(0, 1);
  leaf.count = 1;
  return leaf;
}

/** The ref of a segment at a later offset inside it: only bytes in the log move along. */
export function refAt(segment: Segment, offset: number): number {
  return segment.ref >= 0 && segment.stamp > 0 ? segment.ref + (offset - segment.start) : segment.ref;
}

/** The segment that covers an offset. */
export function segmentAt(root: Node, offset: number): Segment {
  let node = root;
  while (node instanceof Inner) node = at(node.children, lastAtOrBefore(node.keys, node.keys.length, offset));
  const index = lastAtOrBefore(node.starts, node.count, offset);
  return { start: at(node.starts, index), stamp: at(node.stamps, index), ref: at(node.refs, index) };
}

/** Lets [from, to) hold one stamp and ref; returns the new root. Nodes of this owner are changed in place. */
export function assign(root: Node, owner: number, from: number, to: number, stamp: number, ref: number): Node {
  const added: Segment = { start: from, stamp, ref };
  const after = segmentAt(root, to);
  const rest: Segment = { start: to, stamp: after.stamp, ref: refAt(after, to) };
  const inserts: Segment[] = [];
  if (from === 0 || !continues(segmentAt(root, from - 1), added)) inserts.push(added);
  if (!continues(added, rest)) inserts.push(rest);
  let nodes = editNode(root, owner, { from, to, inserts });
  while (nodes.length > 1) nodes = groupNodes(owner, nodes);
  let top = nodes[0] ?? emptyTree();
  while (top instanceof Inner && top.children.length === 1) top = at(top.children, 0);
  return top;
}

function continues(earlier: Segment, later: Segment): boolean {
  return earlier.stamp === later.stamp && (earlier.stamp === 0 || refAt(earlier, later.start) === later.ref);
}

/** Boundaries in [from, to], both ends included, give way to the inserted ones. */
interface Edit {
  from: number;
  to: number;
  inserts: readonly Segment[];
}

/** What takes the node's place: none, itself or its copy, or two after a split. */
function editNode(node: Node, owner: number, edit: Edit): Node[] {
  return node instanceof Leaf ? editLeaf(node, owner, edit) : editInner(node, owner, edit);
}

function editInner(node: Inner, owner: number, edit: Edit): Node[] {
  const first = Math.max(0, lastAtOrBefore(node.keys, node.keys.length, edit.from));
  const last = Math.max(first, lastAtOrBefore(node.keys, node.keys.length, edit.to));
  const replaced = editNode(at(node.children, first), owner, edit);
  if (last > first) replaced.push(...editNode(at(node.children, last), owner, { ...edit, inserts: [] }));
  const own = node.owner === owner ? node : new Inner(owner, node.children.slice());
  const one = replaced[0];
  if (one !== undefined && replaced.length === 1 && first === last) {
    own.children[first] = one;
    own.keys[first] = firstStart(one);
  } else {
    own.children.splice(first, last - first + 1, ...replaced);
    own.keys.splice(first, last - first + 1, ...replaced.map(firstStart));
  }
  mergeSmallLeaf(own, owner, Math.min(first, own.children.length - 1));
  if (own.children.length === 0) return [];
  return own.children.length <= innerCapacity ? [own] : groupNodes(owner, own.children);
}

function groupNodes(owner: number, nodes: Node[]): Node[] {
  if (nodes.length <= innerCapacity) return [new Inner(owner, nodes)];
  const half = Math.ceil(nodes.length / 2);
  return [new Inner(owner, nodes.slice(0, half)), new Inner(owner, nodes.slice(half))];
}

function editLeaf(leaf: Leaf, owner: number, edit: Edit): Node[] {
  const low = firstAtOrAfter(leaf, edit.from);
  const high = lastAtOrBefore(leaf.starts, leaf.count, edit.to) + 1;
  const count = leaf.count - (high - low) + edit.inserts.length;
  if (count === 0) return [];
  const own = leaf.owner === owner && count <= leaf.starts.length ? leaf : copyLeaf(leaf, owner, roomFor(count, leaf));
  moveTail(own, high, low + edit.inserts.length);
  for (const [i, segment] of edit.inserts.entries()) setSegment(own, low + i, segment);
  own.count = count;
  if (count <= leafCapacity) return [own];
  // Rising writes fill their leaves: split where they stand, not in the middle.
  const cut = low >= leaf.count - 2 ? Math.min(low, count - 1) : Math.floor(count / 2);
  return [sliceLeaf(own, owner, 0, cut), sliceLeaf(own, owner, cut, count)];
}

function firstAtOrAfter(leaf: Leaf, start: number): number {
  const index = lastAtOrBefore(leaf.starts, leaf.count, start);
  return index >= 0 && at(leaf.starts, index) === start ? index : index + 1;
}

function roomFor(count: number, leaf: Leaf): number {
  const wanted = Math.max(count, leaf.count);
  return Math.max(wanted, Math.min(leafCapacity, Math.max(8, Math.ceil(wanted * 1.25) + 2)));
}

function copyLeaf(leaf: Leaf, owner: number, capacity: number): Leaf {
  return appendLeaf(new Leaf(owner, capacity), leaf, 0, leaf.count);
}

function sliceLeaf(leaf: Leaf, owner: number, from: number, to: number): Leaf {
  return appendLeaf(new Leaf(owner, Math.min(leafCapacity, Math.ceil((to - from) * 1.25) + 2)), leaf, from, to);
}

function appendLeaf(target: Leaf, source: Leaf, from: number, to: number): Leaf {
  target.starts.set(source.starts.subarray(from, to), target.count);
  target.refs.set(source.refs.subarray(from, to), target.count);
  target.stamps.set(source.stamps.subarray(from, to), target.count);
  target.count += to - from;
  return target;
}

function moveTail(leaf: Leaf, from: number, to: number): void {
  if (from === to) return;
  leaf.starts.copyWithin(to, from, leaf.count);
  leaf.refs.copyWithin(to, from, leaf.count);
  leaf.stamps.copyWithin(to, from, leaf.count);
}

function setSegment(leaf: Leaf, index: number, segment: Segment): void {
  leaf.starts[index] = segment.start;
  leaf.refs[index] = segment.ref;
  leaf.stamps[index] = segment.stamp;
}

/** Keeps a tree that shrank from becoming a chain of tiny leaves. */
function mergeSmallLeaf(parent: Inner, owner: number, index: number): void {
  const small = parent.children[index];
  if (!(small instanceof Leaf) || small.count > smallLeaf) return;
  const left = index > 0 ? index - 1 : index;
  const [a, b] = [parent.children[left], parent.children[left + 1]];
  if (!(a instanceof Leaf) || !(b instanceof Leaf) || a.count + b.count > leafCapacity / 2) return;
  const merged = appendLeaf(copyLeaf(a, owner, roomFor(a.count + b.count, a)), b, 0, b.count);
  parent.children.splice(left, 2, merged);
  parent.keys.splice(left, 2, firstStart(merged));
}
