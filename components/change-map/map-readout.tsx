// What the cell under the pointer, or under the cursor, stands for. Always in the same place, so that eyes rest.
import { Text } from "@mantine/core";
import type { Partition } from "#lib/contract/diffs.ts";
import { formatBytes, formatCount } from "#lib/domain/format.ts";
import { type CellFacts, formatShare, partitionAt } from "./cell-facts.ts";
import classes from "./map-readout.module.css";

export function MapReadout({ cell, partitions }: { cell: CellFacts | undefined; partitions: Partition[] }) {
  if (!cell) {
    return (
      <div className={classes.readout} data-testid="map-readout">
        <Text size="sm" c="dimmed" className={classes.hint}>
          Point at a cell or tap it to read it; by keyboard, press N or click the map, then use the arrow keys.
        </Text>
      </div>
    );
  }
  const inside = partitionAt(partitions, cell.offset, cell.length);
  return (
    <dl className={classes.readout} data-testid="map-readout">
      <Fact term="Offset" title={`${formatCount(cell.offset)} bytes, 0x${cell.offset.toString(16)}`}>
        {cell.at} <span className={classes.exact}>{formatCount(cell.offset)} B</span>
      </Fact>
      <Fact term="Cell">{formatBytes(cell.length)}</Fact>
      <Fact term="Written">
        <Amount cell={cell} bytes={cell.changes?.written} />
      </Fact>
      <Fact term="Cleared">
        <Amount cell={cell} bytes={cell.changes?.cleared} />
      </Fact>
      {cell.changes?.kept !== undefined && (
        <Fact term="Kept" title="Data of before that did not change">
          <Amount cell={cell} bytes={cell.changes.kept} />
        </Fact>
      )}
      <Fact term="Partition">{inside ?? "—"}</Fact>
    </dl>
  );
}

function Fact({ term, title, children }: { term: string; title?: string; children: React.ReactNode }) {
  return (
    <div className={classes.fact} title={title}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Amount({ cell, bytes }: { cell: CellFacts; bytes: number | undefined }) {
  if (bytes === undefined) return "…";
  if (bytes === 0) return "0";
  return (
    <>
      {formatBytes(bytes)} <span className={classes.exact}>{formatShare(bytes, cell.length)}</span>
    </>
  );
}
