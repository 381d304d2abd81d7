"use client";
// What-if: what a retention rule keeps and frees, what to delete to free so much, and who keeps what. The rule is in the address.
import { Tabs } from "@mantine/core";
import { PageBody } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { FreeSpaceTab } from "./free-space-tab.tsx";
import { HoldsTab } from "./holds-tab.tsx";
import { RuleTab } from "./rule-tab.tsx";

const TABS = [
  { value: "rule", label: "Rule", Panel: RuleTab },
  { value: "free", label: "Free space", Panel: FreeSpaceTab },
  { value: "holds", label: "Holds", Panel: HoldsTab },
] as const;

export function RetentionPage() {
  const url = useUrlState();
  const tab = TABS.find(({ value }) => value === url.get("view"))?.value ?? "rule";
  return (
    <>
      <PageHeader title="Retention" sentence="What would stay and what would be freed. Nothing is deleted before you confirm it." />
      <PageBody>
        <Tabs value={tab} onChange={(value) => url.set({ view: value === "rule" ? null : value })} keepMounted={false}>
          <Tabs.List mb="md">
            {TABS.map(({ value, label }) => (
              <Tabs.Tab key={value} value={value}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {TABS.map(({ value, Panel }) => (
            <Tabs.Panel key={value} value={value}>
              <Panel />
            </Tabs.Panel>
          ))}
        </Tabs>
      </PageBody>
    </>
  );
}
