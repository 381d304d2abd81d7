// Which two snapshots of the chain are compared. Only pairs Azure can compare are offered; the others stay in the
// list with their reason. The arrows (and [ ]) step through neighbours.
import { ActionIcon, Group, Select, Text, Tooltip } from "@mantine/core";
import { IconArrowNarrowRight, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useMemo } from "react";
import { SplitName } from "#components/ui/split-name.tsx";
import type { ChainDetail } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatBytes, TIME_UNKNOWN } from "#lib/domain/format.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { inOrder, pairProblem, type SnapshotPair, stepPair } from "./diff-pair.ts";
import classes from "./pair-picker.module.css";

export interface PairPickerProps {
  chain: ChainDetail;
  pair: SnapshotPair;
  onPair(pair: SnapshotPair): void;
}

export function PairPicker({ chain, pair, onPair }: PairPickerProps) {
  const rows = useMemo(() => inOrder(chain).toReversed(), [chain]);
  const [earlier, later] = [stepPair(chain, pair, -1), stepPair(chain, pair, 1)];
  return (
    <div className={classes.picker}>
      <Step label="Previous pair of neighbours" hint="[" to={earlier} onPair={onPair}>
        <IconChevronLeft size={16} />
      </Step>
      <SnapshotSelect
        label="Base, the older"
        rows={rows}
        value={pair.base}
        problemOf={(id) => pairProblem(chain, { base: id, target: pair.target })}
        onChange={(id) => onPair({ ...pair, base: id })}
      />
      <IconArrowNarrowRight size={18} className={classes.arrow} aria-hidden />
      <SnapshotSelect
        label="Target, the newer"
        rows={rows}
        value={pair.target}
        problemOf={(id) => pairProblem(chain, { base: pair.base, target: id })}
        onChange={(id) => onPair({ ...pair, target: id })}
      />
      <Step label="Next pair of neighbours" hint="]" to={later} onPair={onPair}>
        <IconChevronRight size={16} />
      </Step>
    </div>
  );
}

interface StepProps {
  label: string;
  hint: string;
  to: SnapshotPair | undefined;
  onPair(pair: SnapshotPair): void;
  children: React.ReactNode;
}

function Step({ label, hint, to, onPair, children }: StepProps) {
  return (
    <Tooltip label={`${label} (${hint})`}>
      <ActionIcon variant="default" size={34} aria-label={label} disabled={!to} onClick={() => to && onPair(to)}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

interface SnapshotSelectProps {
  label: string;
  rows: SnapshotRow[];
  value: string;
  problemOf(id: string): string | undefined;
  onChange(id: string): void;
}

function SnapshotSelect({ label, rows, value, problemOf, onChange }: SnapshotSelectProps) {
  const problems = useMemo(() => new Map(rows.map((row) => [row.id, problemOf(row.id)])), [rows, problemOf]);
  const selected = rows.find((row) => sameResource(row.id, value));
  return (
    <div className={classes.select}>
      <Select
        size="sm"
        aria-label={label}
        placeholder={label}
        searchable
        allowDeselect={false}
        nothingFoundMessage="No snapshot of this chain has that name."
        maxDropdownHeight={360}
        value={selected?.id ?? null}
        onChange={(id) => id && onChange(id)}
        data={rows.map((row) => ({
          value: row.id,
          label: `${row.name} · ${madeAt(row)}`,
          disabled: problems.get(row.id) !== undefined && row.id !== selected?.id,
        }))}
        renderOption={({ option }) => {
          const row = rows.find((r) => r.id === option.value);
          return row && <SnapshotOption row={row} problem={problems.get(row.id)} />;
        }}
      />
      {selected && (
        <span className={classes.shown} aria-hidden>
          <SplitName name={selected.name} />
          <span className={classes.made}>{` · ${madeAt(selected)}`}</span>
        </span>
      )}
    </div>
  );
}

function madeAt({ createdAt }: SnapshotRow): string {
  return createdAt === undefined ? TIME_UNKNOWN : minuteOf(createdAt);
}

function SnapshotOption({ row, problem }: { row: SnapshotRow; problem: string | undefined }) {
  const delta = row.delta.state === "measured" ? formatBytes(row.delta.bytes) : "not measured";
  return (
    <div className={classes.option}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" component="span" className={classes.optionName}>
          <SplitName name={row.name} />
        </Text>
        <Text size="xs" c="dimmed" className={classes.number}>
          {delta}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {madeAt(row)}
        {row.createdAt ? " UTC" : ""}
        {problem ? ` — ${problem}` : ""}
      </Text>
    </div>
  );
}

function minuteOf(isoTime: string): string {
  return isoTime.slice(0, 16).replace("T", " ");
}
