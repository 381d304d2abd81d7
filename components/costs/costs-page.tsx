"use client";
// Costs of a month: what it should cost by measured sizes, what Azure has billed so far, line by line.
import { Button, Tabs } from "@mantine/core";
import dynamic from "next/dynamic";
import { useEffect } from "react";
import { CsvButton } from "#components/ui/csv-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingBlock, LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageBody } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { type CostFilter, useCostPrices, useCosts } from "#lib/client/costs/use-costs.ts";
import { useScope } from "#lib/client/shell/scope.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { costQuery } from "#lib/contract/costs.ts";
import { MONTH_PATTERN, monthOf } from "#lib/domain/costs/billing-month.ts";
import { monthLabel } from "./month-label.ts";
import { MonthPicker } from "./month-picker.tsx";
import { emptyMonth, monthSentence } from "./month-sentence.ts";
import { monthWithoutCosts } from "./month-without-costs.ts";

// Only needed with the report in hand; their code is fetched while the server reckons.
const loadSpend = () => untilLoaded(() => import("./spend.tsx"));
const Spend = dynamic(() => loadSpend().then((m) => m.Spend), {
  ssr: false,
  loading: () => <LoadingBlock height={420} label="Reckoning the month" />,
});
const PriceTable = dynamic(() => untilLoaded(() => import("./price-table.tsx")).then((m) => m.PriceTable), { ssr: false });

export function CostsPage() {
  const url = useUrlState();
  const scope = useScope();
  const asked = url.get("month");
  const filter: CostFilter = {
    month: asked,
    groupBy: costQuery.shape.groupBy.catch("snapshot").parse(url.get("groupBy")),
    chain: url.get("chain"),
    ...scope,
  };
  const costs = useCosts(filter);
  useEffect(() => void loadSpend(), []);
  const tab = url.get("view") === "prices" ? "prices" : "spend";
  const latest = latestMonth(costs.data);
  // An address may name anything; what is no month, or to come, the server refuses with its reason.
  const month = asked && MONTH_PATTERN.test(asked) ? asked : (costs.data?.month ?? latest);
  return (
    <>
      <PageHeader
        title="Costs"
        sentence={costs.error ? undefined : costs.data ? monthSentence(costs.data) : `${monthLabel(month)}: reckoning the month`}
        actions={
          <>
            <Button variant="default" component={PageLink} to={{ page: "retention" }}>
              What if: retention
            </Button>
            <MonthPicker month={month} latest={latest} onMonth={(value) => url.set({ month: value }, { push: true })} />
            <CsvButton path="/api/costs" query={filter} what="these lines, unrounded," reason={reasonForNoCsv(costs)} />
          </>
        }
      />
      <PageBody>
        <Tabs value={tab} onChange={(value) => url.set({ view: value === "prices" ? "prices" : null })} keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="spend">Spend</Tabs.Tab>
            <Tabs.Tab value="prices">Prices</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="spend">
            <SpendPanel costs={costs} filter={filter} latest={latest} onFilter={url.set} />
          </Tabs.Panel>
          <Tabs.Panel value="prices">
            <PricesPanel />
          </Tabs.Panel>
        </Tabs>
      </PageBody>
    </>
  );
}

interface SpendPanelProps {
  costs: ReturnType<typeof useCosts>;
  filter: CostFilter;
  /** The month that runs. */
  latest: string;
  onFilter(change: Record<string, string | null>): void;
}

function SpendPanel({ costs, filter, latest, onFilter }: SpendPanelProps) {
  const noCosts = monthWithoutCosts(filter.month, costs.error);
  if (noCosts) {
    return (
      <EmptyState
        kind="nothing"
        title={noCosts.title}
        action={
          <Button variant="default" onClick={() => onFilter({ month: null })}>
            Show {monthLabel(noCosts.latest ?? latest)}
          </Button>
        }
      >
        {noCosts.text}
      </EmptyState>
    );
  }
  if (costs.error && !costs.data) return <ErrorNotice error={costs.error} onRetry={costs.retry} />;
  if (!costs.data) return <LoadingBlock height={420} label="Reckoning the month" />;
  const isFiltered = Boolean(filter.chain) || (filter.subscription?.length ?? 0) > 0 || (filter.region?.length ?? 0) > 0;
  if (costs.data.rows.length === 0 && isFiltered) {
    return (
      <EmptyState
        kind="filtered"
        title="No snapshot in this scope in this month"
        action={
          <Button variant="default" onClick={() => onFilter({ chain: null, subscription: null, region: null })}>
            Show everything
          </Button>
        }
      >
        The subscriptions, regions or chain chosen had none.
      </EmptyState>
    );
  }
  if (costs.data.rows.length === 0) {
    const { title, text } = emptyMonth(costs.data);
    return (
      <EmptyState
        kind="nothing"
        title={title}
        action={
          costs.data.month === latest ? (
            <Button component={PageLink} to={{ page: "snapshots" }}>
              See the snapshots
            </Button>
          ) : (
            <Button variant="default" onClick={() => onFilter({ month: null })}>
              Show {monthLabel(latest)}
            </Button>
          )
        }
      >
        {text}
      </EmptyState>
    );
  }
  return (
    <>
      {costs.restError && <ErrorNotice error={costs.restError} onRetry={costs.retry} />}
      <Spend
        report={costs.data}
        groupBy={filter.groupBy ?? "snapshot"}
        chain={filter.chain}
        isStale={costs.isPlaceholderData}
        isCompleting={costs.isCompleting}
        onFilter={onFilter}
      />
    </>
  );
}

function PricesPanel() {
  const prices = useCostPrices(true);
  if (prices.error) return <ErrorNotice error={prices.error} onRetry={() => void prices.refetch()} />;
  if (!prices.data) return <LoadingRows rows={8} label="Reading the prices" />;
  if (prices.data.items.length === 0) {
    return (
      <EmptyState
        kind="unavailable"
        title="No prices yet"
        action={
          <Button variant="default" onClick={() => void prices.refetch()}>
            Try again
          </Button>
        }
      >
        The public price list has not been read. Estimates need it.
      </EmptyState>
    );
  }
  return <PriceTable prices={prices.data.items} />;
}

/** Undefined where there are lines, or will be. */
function reasonForNoCsv({ data, error }: ReturnType<typeof useCosts>): string | undefined {
  if (error) return "there are no costs to download";
  return data?.rows.length === 0 ? "there are no lines to download" : undefined;
}

/** The month that runs, by the server's clock: an estate may live in another time than the browser. */
function latestMonth(report: { asOf: string } | undefined): string {
  return monthOf(report ? Date.parse(report.asOf) : Date.now());
}
