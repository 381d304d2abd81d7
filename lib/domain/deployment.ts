/** local: the embedded Azure. azure: the cloud. */
export const AZURE_KINDS = ["local", "azure"] as const;
export type AzureKind = (typeof AZURE_KINDS)[number];

/** embedded: PostgreSQL in the data directory. postgres: the one DATABASE_URL names. */
export const STORAGE_KINDS = ["embedded", "postgres"] as const;
export type StorageKind = (typeof STORAGE_KINDS)[number];
