// The environment, read once and whole: every problem in one message. The only file that touches process.env.
import { resolve } from "node:path";
import { z } from "zod";
import { ReplicaTarget, targetProblem } from "#lib/domain/replication/replica-target.ts";
import { CannotStart } from "./cannot-start.ts";

export interface Config {
  host: string;
  port: number;
  dataDir: string;
  databaseUrl: string | undefined;
  /** Host header values that are answered, lower case. */
  allowedHosts: string[];
  azure:
    | { kind: "local" }
    | { kind: "azure"; tenantId: string; clientId: string; clientSecret: string; subscriptions: string[] | undefined };
  /** Places for replicas that no subscription shows; their URLs are keys. */
  replicaTargets: ReplicaTarget[];
  /** Measure what is unknown when the server starts and when a copy is complete. */
  measureUnasked: boolean;
  /** Of a file that is sent to the API. */
  maxUploadBytes: number;
  logLevel: string;
  /** What Local Azure holds when it starts on an empty directory. */
  localAzureSeed: string;
  version: string;
}

export class ConfigError extends CannotStart {
  override readonly name = "ConfigError";
}

const loopback = ["127.0.0.1", "localhost", "::1"];

const empty = (value: unknown) => (value === "" ? undefined : value);
const text = z.preprocess(empty, z.string().trim().min(1).optional());
const flag = z.preprocess(empty, z.enum(["true", "false", "1", "0"], { error: "true or false" }).optional());

const targetList = z.array(z.strictObject({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/), url: z.string() }));

/** What is wrong is told without what was given: that holds a key. */
const replicaTargets = z.preprocess(empty, z.string().optional()).transform((given, context): ReplicaTarget[] => {
  if (given === undefined) return [];
  const refuse = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  const parsed = targetList.safeParse(parseJson(given));
  if (!parsed.success)
    return refuse('a JSON list such as [{"name": "partner", "url": "https://ACCOUNT.blob.core.windows.net/CONTAINER?SAS"}]');
  const names = parsed.data.map(({ name }) => name);
  if (new Set(names).size < names.length) return refuse("names that differ");
  for (const { name, url } of parsed.data) {
    const problem = targetProblem(url);
    if (problem !== undefined) return refuse(`${problem} (of the target ${name})`);
  }
  return parsed.data.map(({ name, url }) => new ReplicaTarget(name, url));
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const environment = z.object({
  PORT: z.preprocess(
    empty,
    z.coerce
      .number({ error: "a port from 1 to 65535" })
      .int("a port from 1 to 65535")
      .min(1, "a port from 1 to 65535")
      .max(65_535, "a port from 1 to 65535")
      .default(3000),
  ),
  HOST: z.preprocess(
    empty,
    z
      .enum(loopback as [string, ...string[]], {
        error: `one of ${loopback.join(", ")}: there is no sign-in yet, so other machines must not reach it`,
      })
      .default("127.0.0.1"),
  ),
  SNAPSCOPE_DATA_DIR: z.preprocess(empty, z.string().default(".snapscope")),
  SNAPSCOPE_ALLOWED_HOSTS: text,
  SNAPSCOPE_MEASURE_UNASKED: flag,
  SNAPSCOPE_REPLICA_TARGETS: replicaTargets,
  SNAPSCOPE_MAX_UPLOAD_BYTES: z.preprocess(
    empty,
    z.coerce
      .number({ error: "a number of bytes" })
      .int("a whole number of bytes")
      .min(1, "at least one byte")
      .default(2 ** 30),
  ),
  SNAPSCOPE_LOG_LEVEL: z.preprocess(
    empty,
    z.enum(["debug", "info", "warn", "error"], { error: "debug, info, warn or error" }).default("warn"),
  ),
  SNAPSCOPE_LOCAL_AZURE_SEED: z.preprocess(
    empty,
    z
      .string()
      .regex(/^(demo|empty|scale:[1-9]\d{0,6})$/, "demo, empty or scale:N")
      .default("demo"),
  ),
  DATABASE_URL: z.preprocess(
    empty,
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, "a URL that begins with postgres:// or postgresql://")
      .optional(),
  ),
  AZURE_TENANT_ID: text,
  AZURE_CLIENT_ID: text,
  AZURE_CLIENT_SECRET: text,
  AZURE_SUBSCRIPTION_IDS: text,
});

const azureNames = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"] as const;

/** Throws ConfigError listing everything that is wrong or missing. */
export function readConfig(variables: Record<string, string | undefined> = process.env): Config {
  const parsed = environment.safeParse(variables);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])}: needs ${issue.message}`);
  const set = azureNames.filter((name) => variables[name]?.trim());
  if (set.length > 0 && set.length < azureNames.length) {
    const missing = azureNames.filter((name) => !set.includes(name));
    problems.push(
      `${missing.join(", ")}: missing (${set.join(", ")} ${set.length === 1 ? "is" : "are"} set; set all three for Azure, none for Local Azure)`,
    );
  }
  if (set.length === 0 && variables.AZURE_SUBSCRIPTION_IDS?.trim())
    problems.push(`AZURE_SUBSCRIPTION_IDS: needs ${azureNames.join(", ")} as well`);
  if (!parsed.success || problems.length > 0)
    throw new ConfigError(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  return toConfig(parsed.data);
}

function toConfig(env: z.infer<typeof environment>): Config {
  const { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret } = env;
  const azure: Config["azure"] =
    tenantId && clientId && clientSecret
      ? { kind: "azure", tenantId, clientId, clientSecret, subscriptions: splitList(env.AZURE_SUBSCRIPTION_IDS) }
      : { kind: "local" };
  const measure = env.SNAPSCOPE_MEASURE_UNASKED;
  return {
    host: env.HOST,
    port: env.PORT,
    dataDir: resolve(env.SNAPSCOPE_DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    allowedHosts: [...loopback.flatMap((name) => hostsOf(name, env.PORT)), ...(splitList(env.SNAPSCOPE_ALLOWED_HOSTS) ?? [])].map((host) =>
      host.toLowerCase(),
    ),
    azure,
    replicaTargets: env.SNAPSCOPE_REPLICA_TARGETS,
    measureUnasked: measure === undefined ? azure.kind === "local" : measure === "true" || measure === "1",
    localAzureSeed: env.SNAPSCOPE_LOCAL_AZURE_SEED,
    maxUploadBytes: env.SNAPSCOPE_MAX_UPLOAD_BYTES,
    logLevel: env.SNAPSCOPE_LOG_LEVEL,
    version: "0.1.0",
  };
}

/** As browsers write it: HTTP's own port is left out. */
function hostsOf(name: string, port: number): string[] {
  const host = name.includes(":") ? `[${name}]` : name;
  return port === 80 ? [`${host}:80`, host] : [`${host}:${port}`];
}

function splitList(value: string | undefined): string[] | undefined {
  const parts = value
    ?.split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  return parts?.length ? parts : undefined;
}
