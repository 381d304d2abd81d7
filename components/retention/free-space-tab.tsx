"use client";
// So many GiB, or so much money a month, are to be freed: which snapshots go with least loss.
import { NumberInput, Select, Table } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import { freesWords } from "#components/inventory/frees-words.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Instant } from "#components/ui/time.tsx";
import { WideTable } from "#components/ui/wide-table.tsx";
import { readRule, ruleAddress } from "#lib/client/retention/rule-address.ts";
import { useProposal } from "#lib/client/retention/use-retention.ts";
import { useScope } from "#lib/client/shell/scope.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import type { Proposal } from "#lib/contract/retention.ts";
import { formatCount, formatUsd } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { ApplyOnce } from "./apply-once.tsx";
import classes from "./retention.module.css";
import { SelectionFields } from "./rule-form.tsx";

const TYPING_MS = 400;

export function FreeSpaceTab() {
  const url = useUrlState();
  const scope = useScope();
  const rule = useMemo(() => readRule(url), [url]);
  const unit = url.get("unit") === "usd" ? "usd" : "gib";
  const amount = Number(url.get("amount")) || 0;
  const keepLast = Math.max(1, rule.keepLast);
  const { disks, tags, exempt, floor } = rule;
  const asked = useMemo(() => {
    if (!(amount > 0)) return undefined;
    const target = unit === "usd" ? { usdPerMonth: amount } : { bytes: Math.max(1, Math.round(amount * GIB_BYTES)) };
    return { target, keepLast, floor, disks, tags, exempt, ...scope };
  }, [amount, unit, keepLast, floor, disks, tags, exempt, scope]);
  const [request] = useDebouncedValue(asked, TYPING_MS);
  const { data, error, isPlaceholderData, refetch } = useProposal(request);
  return (
    <>
      <section aria-label="How much" className={classes.form}>
        <div className={classes.counts}>
          <NumberInput
            hideControls
            label="Free"
            min={0}
            allowNegative={false}
            decimalScale={3}
            value={amount || ""}
            onChange={(value) => url.set({ amount: typeof value === "number" && value > 0 ? String(value) : null })}
          />
          <Select
            label="Of"
            allowDeselect={false}
            data={[
              { value: "gib", label: "GiB" },
              { value: "usd", label: "USD a month" },
            ]}
            value={unit}
            onChange={(value) => url.set({ unit: value === "usd" ? "usd" : null })}
          />
          <NumberInput
            hideControls
            label="Keep the last"
            min={1}
            max={10_000}
            allowDecimal={false}
            value={keepLast}
            onChange={(value) => typeof value === "number" && value >= 1 && url.set(ruleAddress({ ...rule, keepLast: value }))}
          />
          <NumberInput
            hideControls
            label="Never fewer than"
            min={1}
            max={10_000}
            allowDecimal={false}
            value={floor}
            onChange={(value) => typeof value === "number" && value >= 1 && url.set(ruleAddress({ ...rule, floor: value }))}
          />
        </div>
        <SelectionFields rule={rule} onChange={(change) => url.set(ruleAddress({ ...rule, ...change }))} />
      </section>
      {asked === undefined ? (
        <EmptyState kind="nothing" title="Say how much is to be freed">
          As few snapshots as can be are proposed, and of those that do as well the older ones. The newest of a chain stays, and what is
          held, exempt, being copied, or made by Azure Backup.
        </EmptyState>
      ) : error ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <ProposalView proposal={data} isStale={isPlaceholderData || request !== asked} />
      ) : (
        <LoadingRows rows={8} label="Looking for the least loss" />
      )}
    </>
  );
}

function ProposalView({ proposal, isStale }: { proposal: Proposal; isStale: boolean }) {
  const { isReached, snapshots, frees, monthlyCost, candidates, notes } = proposal;
  return (
    <div aria-busy={isStale} className={isStale ? classes.stale : undefined}>
      <p role="status" className={classes.lead}>
        {snapshots.length === 0
          ? `Nothing that may go is known to free anything: ${formatCount(candidates)} snapshots were looked at.`
          : `${isReached ? "" : "That much cannot be freed. The most: "}${formatCount(snapshots.length)} of ${formatCount(candidates)} that may go free ${freesWords(frees)}${monthlyCost ? `, about ${formatUsd(monthlyCost.usd)} a month` : ""}.`}
      </p>
      {notes.map((note) => (
        <p key={note} className={classes.quiet}>
          {note}
        </p>
      ))}
      {snapshots.length > 0 && (
        <>
          <div className={classes.apply}>
            <ApplyOnce snapshots={snapshots} isStale={isStale} />
          </div>
          <WideTable label="What is proposed" minWidth={560}>
            <Table aria-label="What is proposed" className={classes.table} fz={13}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Snapshot</Table.Th>
                  <Table.Th>Disk</Table.Th>
                  <Table.Th>Region</Table.Th>
                  <Table.Th>Taken</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {snapshots.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>
                      <PageLink to={{ page: "snapshots", params: { open: one.id } }}>{one.name}</PageLink>
                    </Table.Td>
                    <Table.Td>{one.sourceDiskName}</Table.Td>
                    <Table.Td>{regionLabel(one.region)}</Table.Td>
                    <Table.Td>
                      <Instant iso={one.createdAt} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </WideTable>
        </>
      )}
    </div>
  );
}
