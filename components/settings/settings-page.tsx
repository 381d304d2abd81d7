"use client";
import dynamic from "next/dynamic";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageBody } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { Connection } from "./connection.tsx";
import { Habits } from "./habits.tsx";
import { SubscriptionAccess } from "./subscription-access.tsx";
import { Webhooks } from "./webhooks.tsx";

// Its table is the heaviest part and the last one seen.
const AccessLedger = dynamic(() => untilLoaded(() => import("./access-ledger.tsx")).then((m) => m.AccessLedger), {
  ssr: false,
  loading: () => <LoadingRows rows={5} label="Loading the access ledger" />,
});

export function SettingsPage() {
  return (
    <>
      <PageHeader
        title="Settings"
        sentence="The connection and its checks, what was read with which access, and how this browser shows things."
      />
      <PageBody>
        <Connection />
        <SubscriptionAccess />
        <Webhooks />
        <Habits />
        <AccessLedger />
      </PageBody>
    </>
  );
}
