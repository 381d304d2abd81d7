// A size for the eye, with the exact bytes behind it.
import { formatBytes, formatExactBytes, formatGib } from "#lib/domain/format.ts";

/** "12.3 GiB". */
export function Bytes({ value }: { value: number }) {
  return (
    <data value={value} title={formatExactBytes(value)}>
      {formatBytes(value)}
    </data>
  );
}

/** "12.3", for a column whose header says GiB. */
export function Gib({ value }: { value: number }) {
  return (
    <data value={value} title={formatExactBytes(value)}>
      {formatGib(value)}
    </data>
  );
}
