import { IconAlertTriangle } from "@tabler/icons-react";
import { Gib } from "#components/ui/bytes.tsx";
import type { Column } from "#components/ui/data-table-column.ts";
import { TERMS } from "#components/ui/terms.ts";
import { Age } from "#components/ui/time.tsx";
import type { ChainRow } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatCount, formatUsd } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import classes from "./chain-cells.module.css";
import { ChainSpark } from "./chain-spark.tsx";
import { LanesCell } from "./lanes-cell.tsx";
import { SourceStateBadge } from "./source-state-badge.tsx";
import { isLeast, storedTotal } from "./stored-total.ts";

export interface SparkData {
  nodes: ReadonlyMap<string, readonly SnapshotRow[]>;
  largestBytes: number;
  spanMs: readonly [from: number, to: number];
  /** "25 Aug to 23 Nov". */
  spanText: string;
}

const SPARK_PX = 156;

export function chainColumns(spark: SparkData | undefined): Column<ChainRow>[] {
  return [
    { id: "disk", header: "Disk", sortKey: "disk", minWidth: 140, grow: 1.5, cell: (chain) => <DiskCell chain={chain} /> },
    {
      id: "state",
      header: "Disk state",
      help: "Whether the disk the snapshots were taken from exists, was deleted, or was replaced by another one of the same name.",
      minWidth: 106,
      grow: 0,
      cell: (chain) => <SourceStateBadge state={chain.sourceState} />,
    },
    { id: "region", header: "Region", minWidth: 108, grow: 0.5, cell: (chain) => regionLabel(chain.region) },
    {
      id: "snapshots",
      header: "Snapshots",
      sortKey: "snapshots",
      numeric: true,
      minWidth: 86,
      grow: 0,
      cell: (chain) => formatCount(chain.snapshotCount),
    },
    {
      id: "stored",
      header: "Stored",
      unit: "GiB",
      help: TERMS.stored,
      sortKey: "stored",
      numeric: true,
      minWidth: 104,
      grow: 0,
      cell: (chain) => <StoredCell chain={chain} />,
    },
    {
      id: "cost",
      header: "A month",
      unit: "USD",
      help: "What is stored now, for a whole month at the public list price of its region.",
      numeric: true,
      minWidth: 98,
      grow: 0,
      cell: (chain) => <CostCell chain={chain} />,
    },
    {
      id: "provisioned",
      isSpare: true,
      header: "Provisioned",
      unit: "GiB",
      help: TERMS.provisioned,
      numeric: true,
      minWidth: 108,
      grow: 0,
      cell: (chain) => <Gib value={chain.provisionedBytes} />,
    },
    {
      id: "timeline",
      header: "Timeline",
      unit: spark?.spanText,
      help: "One mark a snapshot. Circles: area by delta, the same scale in all rows. Squares: all data of the disk (oldest of a chain, or full).",
      minWidth: spark ? SPARK_PX + 16 : 90,
      grow: 0,
      cell: (chain) => {
        const rows = spark?.nodes.get(chain.id);
        return spark && rows ? <ChainSpark rows={rows} largestBytes={spark.largestBytes} spanMs={spark.spanMs} width={SPARK_PX} /> : null;
      },
    },
    { id: "last", header: "Newest", sortKey: "last", numeric: true, minWidth: 116, grow: 0, cell: (chain) => <Age iso={chain.lastAt} /> },
    { id: "lanes", header: "Other regions", help: TERMS.lane, minWidth: 138, grow: 1.5, cell: (chain) => <LanesCell chain={chain} /> },
  ];
}

export function narrowChain(chain: ChainRow) {
  return {
    first: (
      <>
        <span>{chain.sourceDiskName}</span>
        <span>
          {storedTotal([chain])}
          {chain.monthlyCost && ` · ${atLeast(formatUsd(chain.monthlyCost.usd), isLeast(chain))} a month`}
        </span>
      </>
    ),
    second: (
      <>
        <span>
          {regionLabel(chain.region)} · {chain.snapshotCount} snapshots{copiesElsewhere(chain)}
        </span>
        <span className={classes.narrowState}>
          {chain.sourceState !== "live" && <SourceStateBadge state={chain.sourceState} />} <Age iso={chain.lastAt} />
        </span>
      </>
    ),
  };
}

/** Where a column has no room. */
function copiesElsewhere({ lanes, copyOfChainId }: ChainRow): string {
  if (copyOfChainId) return " · a copy";
  return lanes
    .map(({ region, copied, missing, running }) => ` · ${copied} of ${copied + missing + running} in ${regionLabel(region)}`)
    .join("");
}

function DiskCell({ chain }: { chain: ChainRow }) {
  return (
    <span className={classes.disk}>
      <span className={classes.diskName} title={chain.sourceDiskId ?? chain.sourceDiskName}>
        {chain.sourceDiskName}
      </span>
      {chain.kind === "full" && <span className={classes.quiet}>full</span>}
      {chain.breaks.length > 0 && (
        <span
          role="img"
          title={chain.breaks.map((one) => one.message).join("\n")}
          aria-label={`${chain.breaks.length} break: ${chain.breaks[0]?.message}`}
        >
          <IconAlertTriangle size={14} className={classes.warn} />
        </span>
      )}
    </span>
  );
}

function CostCell({ chain }: { chain: ChainRow }) {
  if (chain.measuredCount === 0) return <span className={classes.none}>—</span>;
  if (!chain.monthlyCost)
    return (
      <span className={classes.none} title="The price list has none, or has not answered yet">
        price unknown
      </span>
    );
  return <span title={`${chain.monthlyCost.usd} USD`}>{atLeast(formatUsd(chain.monthlyCost.usd), isLeast(chain))}</span>;
}

function StoredCell({ chain }: { chain: ChainRow }) {
  const unknown = chain.snapshotCount - chain.measuredCount;
  if (chain.measuredCount === 0) return <span className={classes.none}>not measured</span>;
  return (
    <span title={unknown > 0 ? `${unknown} of ${chain.snapshotCount} not measured: at least this much` : undefined}>
      {atLeast("", isLeast(chain))}
      <Gib value={chain.storedBytes} />
    </span>
  );
}
