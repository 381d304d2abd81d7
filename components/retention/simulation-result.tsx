"use client";
import { Table } from "@mantine/core";
import { freesWords } from "#components/inventory/frees-words.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Figure } from "#components/ui/figure.tsx";
import { Section } from "#components/ui/page-body.tsx";
import { WideTable } from "#components/ui/wide-table.tsx";
import type { Simulation } from "#lib/contract/retention.ts";
import { formatCount, formatUsd } from "#lib/domain/format.ts";
import type { Frees } from "#lib/domain/sizes/reclaim.ts";
import { ApplyOnce } from "./apply-once.tsx";
import { JudgedChainView } from "./judged-chain.tsx";
import { compareOldest } from "./oldest-first.ts";
import classes from "./retention.module.css";

export function SimulationResult({ simulation, isStale }: { simulation: Simulation; isStale: boolean }) {
  const { chains, kept, going, frees, final, monthlyCost } = simulation;
  if (chains.length === 0) {
    return (
      <EmptyState kind="filtered" title="The rule is about no snapshot">
        No snapshot of this scope has one of its tags, or there is none.
      </EmptyState>
    );
  }
  const doomed = chains.flatMap(({ snapshots }) => snapshots.filter(({ reasons }) => reasons.length === 0)).toSorted(compareOldest);
  return (
    <div aria-busy={isStale} className={isStale ? classes.stale : undefined}>
      <dl className={classes.figures} aria-label="What the rule would do">
        <Figure
          term="Kept"
          value={formatCount(kept)}
          note={`of ${formatCount(kept + going)} snapshots in ${chains.length === 1 ? "1 chain" : `${formatCount(chains.length)} chains`}`}
        />
        <Figure term="Would go" value={formatCount(going)} note="by the rule, now" />
        <Figure term="Frees" value={going === 0 ? "0 B" : freesWords(frees)} note={finalNote(frees, final)} />
        <Figure
          term="A month"
          value={
            going === 0
              ? formatUsd("0")
              : monthlyCost
                ? `${frees.state === "at-least" ? "at least " : ""}${formatUsd(monthlyCost.usd)}`
                : "Not known"
          }
          note="of what is freed, at list prices"
        />
      </dl>
      <div className={classes.apply}>
        <ApplyOnce snapshots={doomed} isStale={isStale} />
        <span className={classes.quiet}>
          A planned delete with its usual delay, in which it can be undone. The rule is not kept: a standing rule is not there yet.
        </span>
      </div>
      <Projection simulation={simulation} />
      <Section title="Chain by chain">
        {chains.map((chain) => (
          <JudgedChainView key={chain.chainId} chain={chain} isOpen={chains.length === 1} />
        ))}
      </Section>
    </div>
  );
}

function finalNote(frees: Frees, final: Frees): string {
  if (frees.state === "unknown") return frees.reason;
  if (frees.state === "at-least") return "something is not measured";
  return frees.postponed ? `${freesWords(final)} of it for good` : "jointly, from what is measured";
}

function Projection({ simulation: { projection, assumptions } }: { simulation: Simulation }) {
  return (
    <Section title="Past and coming months">
      {projection.length > 0 && (
        <WideTable label="Past and coming months" minWidth={620}>
          <Table aria-label="Past and coming months" className={classes.table} fz={13}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>At</Table.Th>
                <Table.Th ta="right">Snapshots</Table.Th>
                <Table.Th ta="right">With the rule</Table.Th>
                <Table.Th ta="right">Stored</Table.Th>
                <Table.Th ta="right">The rule frees</Table.Th>
                <Table.Th ta="right">USD a month</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {projection.map((point) => (
                <Table.Tr key={point.at}>
                  <Table.Td>
                    {point.at.slice(0, 10)} <span className={classes.quiet}>{WHEN[point.when]}</span>
                  </Table.Td>
                  <Table.Td ta="right">{formatCount(point.snapshots)}</Table.Td>
                  <Table.Td ta="right">{formatCount(point.kept)}</Table.Td>
                  <Table.Td ta="right">{freesWords(point.stored)}</Table.Td>
                  <Table.Td ta="right">{freesWords(point.frees)}</Table.Td>
                  <Table.Td ta="right">{point.usdPerMonth === undefined ? "not known" : formatUsd(point.usdPerMonth)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </WideTable>
      )}
      {assumptions.map((words) => (
        <p key={words} className={classes.quiet}>
          {words}
        </p>
      ))}
    </Section>
  );
}

const WHEN = { past: "replayed", now: "now", coming: "expected" } as const;
