import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AzureConnection, connectAzure, connectLocalAzure } from "#lib/adapters/azure/connection.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { LocalAzureEndpoints } from "#lib/local-azure/endpoints.ts";
import type { Config } from "#lib/server/config.ts";
import { localAzureDir } from "#lib/server/local-azure-dir.ts";

export function connect(config: Config): { connection: AzureConnection; label: string; scope: string } {
  if (config.azure.kind === "azure") {
    const connection = connectAzure(config.azure);
    return { connection, label: "Azure", scope: `azure:${config.azure.tenantId}:${config.azure.clientId}` };
  }
  const endpoints = readEndpoints(join(localAzureDir(config), "local-azure.json"));
  // The scope names the seed, so that another estate in the same directory does not show the last one's snapshots.
  return {
    connection: connectLocalAzure(endpoints),
    label: `Local Azure · ${endpoints.seed}`,
    scope: `local:${endpoints.tenantId}:${endpoints.seed}`,
  };
}

function readEndpoints(file: string): LocalAzureEndpoints {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as LocalAzureEndpoints;
  } catch (cause) {
    throw new AppError("azure-unavailable", "Local Azure has not been started: npm start does that.", { cause });
  }
}
