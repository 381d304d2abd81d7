"use client";
import { PageBody } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { AccessLedger } from "./access-ledger.tsx";
import { Connection } from "./connection.tsx";
import { Habits } from "./habits.tsx";
import { SubscriptionAccess } from "./subscription-access.tsx";

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
        <Habits />
        <AccessLedger />
      </PageBody>
    </>
  );
}
