// What a delete frees and what is in its way: jointly, and row by row.
import { Button, Group, Table } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { FreesCell } from "#components/inventory/frees-cell.tsx";
import { freesWords } from "#components/inventory/frees-words.ts";
import { Term } from "#components/ui/term.tsx";
import { Instant } from "#components/ui/time.tsx";
import { formatBytes, formatCount, formatUsd } from "#lib/domain/format.ts";
import type { Plan, PlanRow, PlanSelection } from "#lib/domain/plans/plan.ts";
import classes from "./delete-dialog.module.css";
import { EndAccess } from "./end-access.tsx";
import preview from "./plan-preview.module.css";

interface DeleteConsequencesProps {
  plan: Plan;
  selection: PlanSelection;
  isStale: boolean;
  onLeaveOut(ids: string[]): void;
  /** Something in the way was taken away. */
  onChanged(): void;
}

export function DeleteConsequences({ plan, selection, isStale, onLeaveOut, onChanged }: DeleteConsequencesProps) {
  const refused = selection.rows.filter(({ problems }) => problems.length > 0);
  const general = new Set(selection.rows.flatMap(({ warnings }) => warnings));
  const isMany = selection.rows.length > 1;
  return (
    <section aria-label="What will happen" aria-busy={isStale} className={isStale ? preview.stale : undefined}>
      <Lead selection={selection} />
      {plan.warnings
        .filter((warning) => !general.has(warning))
        .map((warning) => (
          <p key={warning} className={preview.warning}>
            <IconAlertTriangle size={16} aria-hidden /> {warning}
          </p>
        ))}
      {refused.length > 0 && (
        <div className={preview.problem} role="alert">
          <IconAlertTriangle size={16} aria-hidden />
          <span>
            {isMany
              ? `${formatCount(refused.length)} of ${formatCount(selection.rows.length)} cannot be deleted now.`
              : "It cannot be deleted now."}{" "}
            {refused.length < selection.rows.length && (
              <Button size="compact-xs" variant="default" onClick={() => onLeaveOut(refused.map(({ id }) => id))}>
                Leave {refused.length === 1 ? "it" : "them"} out
              </Button>
            )}
          </span>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls and must be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label="Each snapshot">
        <Table fz={13} verticalSpacing={5} aria-label="Each snapshot, as if it went alone">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Snapshot</Table.Th>
              <Table.Th>Created</Table.Th>
              <Table.Th ta="right">Frees alone</Table.Th>
              <Table.Th>Moves on</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {selection.rows.map((row) => (
              <Row key={row.id} row={row} onChanged={onChanged} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </section>
  );
}

function Lead({ selection: { frees, final, usdPerMonth, rows } }: { selection: PlanSelection }) {
  return (
    <div className={classes.lead}>
      <span>
        <Term name="reclaim">Frees</Term> <span className={classes.figure}>{freesWords(frees)}</span>
      </span>
      {usdPerMonth !== undefined && (
        <span>
          {frees.state === "at-least" ? "at least" : "about"} {formatUsd(usdPerMonth)} a month
        </span>
      )}
      {frees.state !== "known" && <span className={classes.quiet}>{frees.reason}</span>}
      {frees.postponed && frees.state !== "unknown" && <span className={classes.quiet}>{finalWords(final)}</span>}
      {rows.length > 1 && <span className={classes.quiet}>together, which is mostly more than the sum of each alone</span>}
    </div>
  );
}

function finalWords(final: PlanSelection["final"]): string {
  if (final.state === "unknown") return "how much of it for good is not known";
  if (final.state === "known" && final.bytes === 0) return "none of it for good";
  return `${freesWords(final)} of it for good`;
}

function Row({ row, onChanged }: { row: PlanRow; onChanged(): void }) {
  const isHeld = row.problems.some(({ rule }) => rule === "active-sas");
  return (
    <Table.Tr>
      <Table.Td>
        {row.name}
        {row.problems.map(({ message }) => (
          <div key={message} className={classes.reason}>
            {message}
          </div>
        ))}
        {row.warnings.map((warning) => (
          <div key={warning} className={classes.caution}>
            {warning}
          </div>
        ))}
        {isHeld && (
          <Group className={classes.ends}>
            <EndAccess snapshot={row} onEnded={onChanged} />
          </Group>
        )}
      </Table.Td>
      <Table.Td>
        <Instant iso={row.createdAt} />
      </Table.Td>
      <Table.Td ta="right" className={classes.number}>
        <FreesCell frees={row.frees} withUnit />
      </Table.Td>
      <Table.Td>{movesOn(row)}</Table.Td>
    </Table.Tr>
  );
}

function movesOn({ movedBytes, movesInto }: PlanRow): string {
  if (!movesInto) return "nothing";
  return `${movedBytes === undefined ? "an unknown part" : formatBytes(movedBytes)} into ${movesInto.name}`;
}
