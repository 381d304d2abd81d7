"use client";
import { Checkbox } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { UnknownChain } from "#components/inventory/no-snapshots.tsx";
import { CsvButton } from "#components/ui/csv-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingBlock, LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageBody, Section } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { ReasonButton } from "#components/ui/reason-button.tsx";
import { Term } from "#components/ui/term.tsx";
import { isApiError } from "#lib/client/api/api-fetch.ts";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useChain } from "#lib/client/chains/use-chains.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import type { ChainDetail, ChainRow } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatBytes, formatCount, formatUsd } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { ChainActions } from "./chain-actions.tsx";
import classes from "./chain-detail.module.css";
import { ChainTimeline } from "./chain-timeline.tsx";
import { FailedCopies } from "./failed-copies.tsx";
import { ReplicaSection } from "./replica-section.tsx";
import { SourceStateBadge } from "./source-state-badge.tsx";
import { storedTotal } from "./stored-total.ts";
import { TimelineLegend } from "./timeline-legend.tsx";
import { useTicks } from "./use-ticks.ts";

const ChainTable = dynamic(() => untilLoaded(() => import("./chain-table.tsx")).then((m) => m.ChainTable), {
  ssr: false,
  loading: () => <LoadingRows rows={8} />,
});
const TombstoneTable = dynamic(() => untilLoaded(() => import("./tombstone-table.tsx")).then((m) => m.TombstoneTable), {
  ssr: false,
  loading: () => <LoadingRows rows={3} />,
});

export function ChainDetailPage() {
  const url = useUrlState();
  const goToPage = useGoToPage();
  const id = url.get("id");
  const query = useChain(id);
  const back = () => goToPage({ page: "chains" });
  useKeys({ Escape: back });
  return (
    <>
      <PageLink to={{ page: "chains" }} className={classes.back}>
        <IconArrowLeft size={14} aria-hidden /> Chains
      </PageLink>
      {query.data ? (
        <Chain detail={query.data} />
      ) : (
        <>
          <PageHeader title="Chain" />
          <PageBody>
            {id === undefined && (
              <EmptyState
                kind="nothing"
                title="No chain is named in the address"
                action={<PageLink to={{ page: "chains" }}>See all chains</PageLink>}
              />
            )}
            {query.isError && <NoChain error={query.error} onRetry={() => void query.refetch()} />}
            {query.isLoading && (
              <>
                <LoadingBlock height={200} label="Loading the timeline" />
                <LoadingRows rows={8} label="Loading the chain" />
              </>
            )}
          </PageBody>
        </>
      )}
    </>
  );
}

function NoChain({ error, onRetry }: { error: unknown; onRetry(): void }) {
  if (isApiError(error) && error.code === "not-found") return <UnknownChain message={error.message} />;
  return <ErrorNotice error={error} onRetry={onRetry} />;
}

function Chain({ detail }: { detail: ChainDetail }) {
  const { chain, snapshots, tombstones } = detail;
  const ticks = useTicks(snapshots);
  const url = useUrlState();
  const isGoneShown = url.get("gone") !== "hide";
  const goToPage = useGoToPage();
  const open = (row: SnapshotRow) => goToPage({ page: "snapshots", params: { chain: chain.id, open: row.id } });
  return (
    <>
      <PageHeader
        title={
          <span className={classes.title}>
            {chain.sourceDiskName}
            <SourceStateBadge state={chain.sourceState} filled />
          </span>
        }
        sentence={<ChainSentence chain={chain} />}
        actions={
          <>
            <ReasonButton variant="default" reason={undefined} to={{ page: "snapshots", params: { chain: chain.id } }}>
              In the snapshots table
            </ReasonButton>
            {chain.copyOfChainId && (
              <ReasonButton variant="default" reason={undefined} to={{ page: "chain", params: { id: chain.copyOfChainId } }}>
                Its source chain
              </ReasonButton>
            )}
            <CsvButton
              path="/api/snapshots"
              query={{ chain: chain.id, sort: "created", order: "desc" }}
              what={`${snapshots.length} snapshots`}
            />
          </>
        }
      />
      <PageBody>
        <ChainActions chain={chain} ticks={ticks} />
        <div>
          <ChainTimeline detail={detail} isGoneShown={isGoneShown} ticks={ticks} onOpen={open} />
          <div className={classes.beneath}>
            <TimelineLegend hasGone={isGoneShown && tombstones.length > 0} hasCopies={detail.copies.length > 0} />
            {tombstones.length > 0 && (
              <Checkbox
                size="xs"
                label={`Deleted snapshots (${formatCount(detail.tombstoneCount)})`}
                checked={isGoneShown}
                onChange={() => url.set({ gone: isGoneShown ? "hide" : null })}
              />
            )}
          </div>
          <FailedCopies copies={detail.copies} />
          {chain.breaks.length > 0 && (
            <ul className={classes.breaks}>
              {chain.breaks.map((one) => (
                <li key={one.afterSnapshotId}>
                  <Term name="break">Break</Term>: {one.message}
                </li>
              ))}
            </ul>
          )}
        </div>
        <Section
          title="Snapshots, newest first"
          aside={<CsvButton path="/api/reclaim" query={{ chain: chain.id }} what="what deleting each of them frees" />}
        >
          <ChainTable detail={detail} ticks={ticks} onOpen={open} />
        </Section>
        {chain.kind === "incremental" && <ReplicaSection chain={chain} />}
        {isGoneShown && tombstones.length > 0 && (
          <Section
            title={<Term name="tombstone">Deleted snapshots</Term>}
            aside={<CsvButton path="/api/chains/detail" query={{ id: chain.id }} what="the chain with its deleted snapshots" />}
          >
            {detail.tombstoneCount > tombstones.length && (
              <p className={classes.quiet}>
                The newest {formatCount(tombstones.length)} of {formatCount(detail.tombstoneCount)}; the CSV has all.
              </p>
            )}
            <TombstoneTable tombstones={tombstones} />
          </Section>
        )}
      </PageBody>
    </>
  );
}

const DAY_MS = 86_400_000;

function ChainSentence({ chain }: { chain: ChainRow }) {
  const days = chain.firstAt && chain.lastAt ? Math.round((Date.parse(chain.lastAt) - Date.parse(chain.firstAt)) / DAY_MS) : 0;
  const unknown = chain.snapshotCount - chain.measuredCount;
  return (
    <>
      {formatCount(chain.snapshotCount)} {chain.kind} {chain.snapshotCount === 1 ? "snapshot" : "snapshots"}
      {days > 0 && ` over ${formatCount(days)} days`} in {regionLabel(chain.region)};{" "}
      {chain.measuredCount === 0 ? "not measured" : `${storedTotal([chain])} stored`} of {formatBytes(chain.provisionedBytes)} provisioned
      {unknown > 0 && chain.measuredCount > 0 && `, ${formatCount(unknown)} not measured`}
      {chain.monthlyCost &&
        `; ${unknown > 0 ? atLeast(formatUsd(chain.monthlyCost.usd), true) : `about ${formatUsd(chain.monthlyCost.usd)}`} a month`}
    </>
  );
}
