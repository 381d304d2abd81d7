// A size for the eye, with the exact bytes behind it.

import { formatBytes, formatCount, formatExactBytes, formatGib } from "#lib/domain/format.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";

/** "12.3 GiB". */
export function Bytes({ value }: { value: number | undefined }) {
  if (value === undefined) return formatBytes(value);
  return (
    <data value={value} title={formatExactBytes(value)}>
      {formatBytes(value)}
    </data>
  );
}

/** "12.3", for a column whose header says GiB. Whole GiB, as disks are sold, stay whole: "8,192". */
export function Gib({ value }: { value: number | undefined }) {
  if (value === undefined) return formatBytes(value);
  return (
    <data value={value} title={formatExactBytes(value)}>
      {value % GIB_BYTES === 0 ? formatCount(value / GIB_BYTES) : formatGib(value)}
    </data>
  );
}
