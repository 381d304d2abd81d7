// The machines of the demo, as a table. What is out of the ordinary about some of them is in awkward-cases.ts.

import type { DemoGroups } from "./groups.ts";
import type { MachineSpec } from "./machine.ts";
import { database, defragment, encryptEverything, fileServer, idle, logAppend, ringLog, webServer } from "./workloads.ts";

const gib = 2 ** 30;

export type Estate = ReturnType<typeof describeEstate>;

const tagged = (app: string, owner: string, costCenter: string, env = "prod") => ({ env, owner, costCenter, app });
const nightly = (hour: number, keepDays: number, firstDaysAgo = 90) => ({ everyDays: 1, hour, keepDays, firstDaysAgo });
const weekly = (hour: number, firstDaysAgo = 90) => ({ everyDays: 7, hour, firstDaysAgo });

export function describeEstate(groups: DemoGroups) {
  return {
    ...webMachines(groups),
    ...dataMachines(groups),
    ...officeMachines(groups),
    ...protectedMachines(groups),
    ...devMachines(groups),
  };
}

function webMachines({ web }: DemoGroups) {
  const web01: MachineSpec = {
    disk: "web-01-osdisk",
    group: web,
    vm: "web-01",
    sku: "Premium_LRS",
    sizeGib: 128,
    layout: "linuxOs",
    usedGib: 24,
    workload: webServer(),
    backup: nightly(1.5, 24),
    tags: tagged("shop", "web-team", "CC-1100"),
  };
  return {
    web01,
    web02: {
      ...web01,
      disk: "web-02-osdisk",
      vm: "web-02",
      backup: nightly(1.75, 10),
      workload: webServer(),
      snapshotSku: "Standard_LRS" as const,
    },
    logs: {
      disk: "log-01-data",
      group: web,
      vm: "log-01",
      sku: "StandardSSD_LRS" as const,
      sizeGib: 512,
      layout: "linuxData" as const,
      usedGib: 96,
      workload: logAppend({ bytesPerDay: 3.2 * gib, keepBytes: 150 * gib }),
      backup: nightly(2, 14),
      tags: tagged("logging", "platform", "CC-1900"),
    },
  };
}

function dataMachines({ data }: DemoGroups) {
  const sqlTags = tagged("sql", "dba", "CC-1200");
  const sqlData: MachineSpec = {
    disk: "sql-01-data",
    group: data,
    vm: "sql-01",
    sku: "Premium_LRS",
    sizeGib: 1024,
    layout: "windowsData",
    usedGib: 420,
    workload: database({ pagesPerDay: 1_400, dataBytes: 420 * gib, monthEndPages: 34_000 }),
    backup: nightly(0.5, 12),
    tags: sqlTags,
  };
  return {
    sqlData,
    sqlLog: {
      ...sqlData,
      disk: "sql-01-log",
      sizeGib: 256,
      usedGib: 0.5,
      workload: ringLog({ bytesPerDay: 14 * gib, ringBytes: 48 * gib }),
      backup: nightly(0.5, 7, 28),
    },
    postgres: {
      disk: "pg-01-data",
      group: data,
      vm: "pg-01",
      sku: "PremiumV2_LRS" as const,
      zones: ["1"],
      sizeGib: 512,
      layout: "linuxData" as const,
      usedGib: 140,
      workload: database({ pagesPerDay: 1_200, dataBytes: 140 * gib, monthEndPages: 14_000 }),
      backup: nightly(3, 10, 40),
      tags: tagged("orders", "dba", "CC-1200"),
    },
  };
}

function officeMachines({ files, office }: DemoGroups) {
  const share: MachineSpec = {
    disk: "files-01-data",
    group: files,
    vm: "files-01",
    sku: "Standard_LRS",
    sizeGib: 3584,
    layout: "windowsData",
    usedGib: 2600,
    workload: fileServer({ newBytesPerDay: 6 * gib }),
    backup: nightly(22, 9),
    tags: tagged("file-shares", "workplace", "CC-1300"),
    events: [{ daysAgo: 38, growToGib: 8192 }],
  };
  return {
    files: share,
    projects: {
      ...share,
      disk: "projects-02-data",
      group: office,
      vm: "files-02",
      sizeGib: 2048,
      usedGib: 460,
      workload: fileServer({ newBytesPerDay: 1.5 * gib }),
      backup: nightly(21, 8, 63),
      events: [{ daysAgo: 5, happens: defragment }],
    },
    hrShare: {
      ...share,
      disk: "hr-share-data",
      vm: "hr-fs-01",
      sku: "StandardSSD_LRS" as const,
      sizeGib: 256,
      usedGib: 118,
      workload: fileServer({ newBytesPerDay: 0.4 * gib }),
      backup: nightly(20.5, 10, 60),
      tags: tagged("hr-share", "hr-it", "CC-1400"),
      events: [{ daysAgo: 2, happens: encryptEverything }],
    },
    mail: {
      ...share,
      disk: "mail-01-data",
      vm: "mail-01",
      sku: "Premium_LRS" as const,
      sizeGib: 1024,
      usedGib: 310,
      workload: database({ pagesPerDay: 700, dataBytes: 310 * gib }),
      backup: nightly(23, 9, 30),
      tags: tagged("mail", "workplace", "CC-1300"),
      events: [],
    },
    archive: {
      ...share,
      disk: "archive-01-data",
      vm: "files-01",
      sizeGib: 1024,
      usedGib: 700,
      workload: idle(),
      backup: weekly(4),
      tags: tagged("archive", "workplace", "CC-1300"),
      events: [],
    },
  };
}

function protectedMachines({ web, data, backup }: DemoGroups) {
  const vaultId = `/subscriptions/${data.subscriptionId}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu`;
  const keyId = `/subscriptions/${data.subscriptionId}/resourceGroups/rg-keys/providers/Microsoft.Compute/diskEncryptionSets/des-contoso-weu`;
  const erp: MachineSpec = {
    disk: "erp-app-01-osdisk",
    group: data,
    snapshotGroup: backup,
    vm: "erp-app-01",
    sku: "Premium_LRS",
    sizeGib: 127,
    layout: "windowsOs",
    usedGib: 41,
    workload: webServer(),
    backup: nightly(5, 14, 14),
    tags: tagged("erp", "finance-it", "CC-1500"),
    snapshotName: ({ day, index }) => `AzureBackup_erp-app-01-osdisk_${day}_${String(7301 + index * 13)}`,
    snapshotTags: () => ({ CreatedBy: "AzureBackup", "AzureBackup:Vault": vaultId }),
    snapshotManagedBy: vaultId,
  };
  return {
    erp,
    vault: {
      disk: "payments-vault-data",
      group: data,
      vm: "pay-01",
      sku: "Premium_ZRS" as const,
      sizeGib: 256,
      layout: "linuxData" as const,
      usedGib: 64,
      workload: database({ pagesPerDay: 600, dataBytes: 60 * gib }),
      backup: nightly(6, 8, 21),
      tags: tagged("payments", "security", "CC-1600"),
      encryption: { type: "EncryptionAtRestWithCustomerKey" as const, diskEncryptionSetId: keyId },
      networkAccessPolicy: ({ index }: { index: number }) => (index >= 18 ? "DenyAll" : "AllowAll"),
    },
    jump: {
      disk: "jump-01-osdisk",
      group: web,
      vm: "jump-01",
      sku: "StandardSSD_LRS" as const,
      sizeGib: 32,
      layout: "linuxOs" as const,
      usedGib: 7,
      workload: webServer(),
      backup: { ...weekly(7, 82), lastDaysAgo: 18 },
      tags: tagged("bastion", "platform", "CC-1900"),
    },
  } satisfies Record<string, MachineSpec>;
}

function devMachines({ legacy, build, dev, sandbox }: DemoGroups) {
  const buildAgent: MachineSpec = {
    disk: "build-agent-osdisk",
    group: build,
    sku: "Premium_LRS",
    sizeGib: 128,
    layout: "linuxOs",
    usedGib: 30,
    workload: logAppend({ bytesPerDay: 1.1 * gib, keepBytes: 40 * gib }),
    backup: { everyDays: 4, hour: 3.25, firstDaysAgo: 88, lastDaysAgo: 48 },
    tags: tagged("ci", "dev-platform", "CC-2100", "dev"),
  };
  return {
    buildAgent,
    buildAgentAgain: {
      ...buildAgent,
      usedGib: 18,
      workload: logAppend({ bytesPerDay: 0.9 * gib, keepBytes: 40 * gib }),
      backup: { everyDays: 3, hour: 3.25, firstDaysAgo: 43 },
      createdDaysAgo: 45,
    },
    crmLegacy: {
      disk: "crm-legacy-data",
      group: legacy,
      sku: "Standard_LRS" as const,
      sizeGib: 512,
      layout: "windowsData" as const,
      usedGib: 210,
      workload: fileServer({ newBytesPerDay: 0.8 * gib }),
      backup: { ...weekly(1, 88), lastDaysAgo: 32 },
    },
    devBox: {
      disk: "dev.box_01",
      group: sandbox,
      sku: "StandardSSD_LRS" as const,
      sizeGib: 64,
      layout: "linuxData" as const,
      usedGib: 12,
      workload: webServer(),
      backup: { everyDays: 2, hour: 9.5, firstDaysAgo: 16 },
      tags: tagged("scratch", "dev", "CC-2100", "dev"),
      snapshotName: ({ index, day }: { index: number; day: string }) => oddNames[index] ?? `dev.box_01_${day}`,
      snapshotTags: ({ index }: { index: number }) => oddTags[index],
    },
    devApi: {
      disk: "api-dev-data",
      group: dev,
      vm: "api-dev",
      sku: "StandardSSD_LRS" as const,
      sizeGib: 128,
      layout: "linuxData" as const,
      usedGib: 22,
      workload: database({ pagesPerDay: 150, dataBytes: 20 * gib }),
      backup: { everyDays: 3, hour: 12, firstDaysAgo: 36 },
      tags: tagged("api", "dev-platform", "CC-2100", "dev"),
    },
  } satisfies Record<string, MachineSpec>;
}

const oddNames = [
  "dev.box_01..before-upgrade",
  "dev_box__",
  "dev.box_01-v2.0.1_rc.3",
  `before-migration-${"x".repeat(60)}-2b`,
  "0",
  "DEV.Box_01_FINAL_final",
];

const oddTags: (Record<string, string> | undefined)[] = [
  { note: "<script>alert(1)</script>", owner: 'O\'Brien "the dev"' },
  { formula: "=cmd|' /C calc'!A0", at: "@SUM(1+1)", minus: "-2+3" },
  { mood: "🚀 déployé – 完了", empty: "" },
  undefined,
  { "key with spaces": "value, with; separators\tand a tab" },
  {},
];
