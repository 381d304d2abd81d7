// The map and the table of one diff; both read the same ranges from the worker.
import { Anchor, Tabs } from "@mantine/core";
import dynamic from "next/dynamic";
import { MapPanel } from "#components/change-map/map-panel.tsx";
import { useMapView } from "#components/change-map/use-map-view.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { Age } from "#components/ui/time.tsx";
import { formatSpan } from "#lib/change-map/map-axis.ts";
import type { MapClient } from "#lib/change-map/map-client.ts";
import type { MapWindow } from "#lib/change-map/map-grid.ts";
import { RANGE_ORDERS, type RangeKind, type RangeOrder } from "#lib/change-map/map-messages.ts";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { type ChangeMapStage, type KeptData, useChangeMap } from "#lib/client/diff/use-change-map.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import type { DiffSummary } from "#lib/contract/diffs.ts";
import type { DiffRange } from "#lib/domain/ranges/block-range.ts";
import type { SnapshotPair } from "./diff-pair.ts";
import classes from "./diff-views.module.css";

const RangesTable = dynamic(() => untilLoaded(() => import("./ranges-table.tsx")).then((m) => m.RangesTable), {
  ssr: false,
  loading: () => <LoadingRows />,
});

const KINDS = ["all", "written", "cleared"] as const;

export function DiffViews({ summary, pair }: { summary: DiffSummary; pair: SnapshotPair }) {
  const map = useChangeMap(pair.base, pair.target);
  if (summary.writtenRanges + summary.clearedRanges === 0) {
    return (
      <EmptyState kind="nothing" title="The two snapshots are the same">
        No block was written or cleared between them. Step on with ] or choose another pair.
      </EmptyState>
    );
  }
  if (map.error) return <ErrorNotice error={map.error} onRetry={map.retry} title="The ranges could not be read" />;
  if (!map.client) return null;
  return <Views summary={summary} client={map.client} stage={map.stage} data={map.data} />;
}

interface ViewsProps {
  summary: DiffSummary;
  client: MapClient;
  stage: ChangeMapStage;
  data: KeptData;
}

function Views({ summary, client, stage, data }: ViewsProps) {
  const url = useUrlState();
  const tab = url.get("view") === "ranges" ? "ranges" : "map";
  const kind: RangeKind = KINDS.find((k) => k === url.get("kind")) ?? "all";
  const order: RangeOrder = RANGE_ORDERS.find((o) => o === url.get("sort")) ?? "offset";
  const { lengthBytes } = summary;
  const fromUrl = windowOf(url.get("from"), url.get("to"), lengthBytes);
  const toUrl = (view: MapWindow | undefined) =>
    view && (view.fromBytes > 0 || view.toBytes < lengthBytes)
      ? { from: String(view.fromBytes), to: String(view.toBytes) }
      : { from: null, to: null };
  const [view, setView] = useMapView(fromUrl, (next) => url.set(toUrl(next)));

  const showRanges = (window: MapWindow) => {
    setView(window);
    url.set({ view: "ranges", ...toUrl(window) }, { push: true });
  };
  const showOnMap = (range: DiffRange) => {
    const around = aroundRange(range, lengthBytes);
    setView(around);
    url.set({ view: null, ...toUrl(around) }, { push: true });
  };
  return (
    <Tabs value={tab} onChange={(value) => url.set({ view: value === "ranges" ? "ranges" : null })} keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="map">Map</Tabs.Tab>
        <Tabs.Tab value="ranges">Ranges</Tabs.Tab>
        <span className={classes.age}>
          measured <Age iso={summary.measuredAt} />
        </span>
      </Tabs.List>
      <Tabs.Panel value="map">
        <MapPanel summary={summary} client={client} stage={stage} data={data} view={view} onView={setView} onShowRanges={showRanges} />
      </Tabs.Panel>
      <Tabs.Panel value="ranges">
        {view && (view.fromBytes > 0 || view.toBytes < lengthBytes) && (
          <p className={classes.window}>
            Only ranges in {formatSpan(view.fromBytes, view.toBytes)}, the window of the map.{" "}
            <Anchor component="button" size="sm" onClick={() => setView({ fromBytes: 0, toBytes: lengthBytes })}>
              Show the whole disk
            </Anchor>
          </p>
        )}
        <RangesTable
          client={client}
          view={view ?? { fromBytes: 0, toBytes: lengthBytes }}
          kind={kind}
          order={order}
          onOrder={(next) => url.set({ sort: next === "offset" ? null : next })}
          onKind={(next) => url.set({ kind: next === "all" ? null : next })}
          onShowOnMap={showOnMap}
        />
      </Tabs.Panel>
    </Tabs>
  );
}

/** Undefined for what is no window of this disk: the whole disk is shown instead. */
export function windowOf(from: string | undefined, to: string | undefined, lengthBytes: number): MapWindow | undefined {
  const [fromBytes, toBytes] = [Number(from ?? Number.NaN), Number(to ?? Number.NaN)];
  const isSound =
    Number.isSafeInteger(fromBytes) && Number.isSafeInteger(toBytes) && fromBytes >= 0 && fromBytes < toBytes && toBytes <= lengthBytes;
  return isSound ? { fromBytes, toBytes } : undefined;
}

/** The range with some of what lies around it. */
function aroundRange(range: DiffRange, lengthBytes: number): MapWindow {
  const margin = range.length * 2;
  return { fromBytes: Math.max(0, range.offset - margin), toBytes: Math.min(lengthBytes, range.offset + range.length + margin) };
}
