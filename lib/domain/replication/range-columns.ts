export interface RangeColumns {
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
}

/** Columns that grow as ranges are added, in order of their offsets. */
export class RangeColumnsBuilder {
  private offsets: Float64Array;
  private lengths: Float64Array;
  private count = 0;

  constructor(expectedCount: number) {
    this.offsets = new Float64Array(Math.max(16, expectedCount));
    this.lengths = new Float64Array(this.offsets.length);
  }

  add(offset: number, length: number): void {
    if (this.count === this.offsets.length) this.grow();
    this.offsets[this.count] = offset;
    this.lengths[this.count] = length;
    this.count += 1;
  }

  finish(): RangeColumns {
    return { offsets: this.offsets.slice(0, this.count), lengths: this.lengths.slice(0, this.count) };
  }

  private grow(): void {
    const [offsets, lengths] = [this.offsets, this.lengths];
    this.offsets = new Float64Array(offsets.length * 2);
    this.lengths = new Float64Array(offsets.length * 2);
    this.offsets.set(offsets);
    this.lengths.set(lengths);
  }
}
