"use client";
// What needs a person first; then what there is, what it costs, and how each disk has fared.
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingBlock, LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageBody, Section } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Term } from "#components/ui/term.tsx";
import { useOverview } from "#lib/client/overview/use-overview.ts";
import type { Overview } from "#lib/contract/overview.ts";
import { formatCount } from "#lib/domain/format.ts";
import { AttentionList } from "./attention-list.tsx";
import { ChangeChart, CostChart } from "./day-charts.tsx";
import { DiskStrips } from "./disk-strips.tsx";
import { Figures } from "./figures.tsx";
import { NoEstate } from "./no-estate.tsx";
import classes from "./overview.module.css";

export function OverviewPage() {
  const query = useOverview();
  const { data } = query;
  return (
    <>
      <PageHeader title="Overview" sentence={data && sentenceOf(data)} />
      <PageBody>
        {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <OverviewLoading />}
        {data && (data.figures.snapshots + data.figures.disks === 0 ? <NoEstate sources={data.sources} /> : <OverviewBody data={data} />)}
      </PageBody>
    </>
  );
}

function OverviewBody({ data }: { data: Overview }) {
  return (
    <>
      <Section
        title={<Term name="attention">Needs attention</Term>}
        aside={data.attention.length > 0 && `${formatCount(data.attention.length)}, most pressing first`}
      >
        <AttentionList items={data.attention} />
      </Section>
      <Figures figures={data.figures} />
      <div className={classes.charts}>
        <CostChart days={data.costPerDay} today={data.asOf.slice(0, 10)} />
        <ChangeChart days={data.changePerDay} today={data.asOf.slice(0, 10)} />
      </div>
      <DiskStrips strips={data.diskStrips} />
    </>
  );
}

function OverviewLoading() {
  return (
    <>
      <LoadingRows rows={4} label="Loading what needs attention" />
      <LoadingBlock height={84} label="Loading the figures" />
      <LoadingBlock height={200} label="Loading the charts" />
    </>
  );
}

function sentenceOf({ figures }: Overview): string {
  const { disks, snapshots, chains, subscriptions } = figures;
  return `${count(snapshots, "snapshot")} in ${count(chains, "chain")} of ${count(disks, "disk")}, in ${count(subscriptions, "subscription")}`;
}

function count(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? "" : "s"}`;
}
