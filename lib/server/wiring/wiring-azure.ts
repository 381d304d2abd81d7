import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type AzureConnection, connectAzure, connectLocalAzure } from "#lib/adapters/azure/connection.ts";
import { AppError } from "#lib/domain/app-error.ts";
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

/** Of what the file says, what is needed here. */
const endpointsFile = z.object({
  arm: z.url(),
  authority: z.url(),
  blob: z.url(),
  retailPrices: z.url(),
  tenantId: z.string(),
  clients: z.array(z.object({ name: z.string(), clientId: z.string(), clientSecret: z.string() })).min(1),
  seed: z.string(),
});

function readEndpoints(file: string): z.infer<typeof endpointsFile> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new AppError("azure-unavailable", "Local Azure has not been started: npm start does that.", { cause });
  }
  const parsed = endpointsFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const what = parsed.error.issues[0]?.path.join(".") || "no JSON";
  throw new AppError("azure-unavailable", `Another version of Local Azure wrote ${file} (${what}): npm start begins this one.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
