export interface TransferRates {
  /** What one blob takes (Azure: 500 requests and 60 MiB a second). */
  requestsPerSecond: number;
  bytesPerSecond: number;
  /** Of one request to write, its read of the source included; and of one byte that leaves the region. */
  usdPerRequest: number;
  usdPerByte: number;
}
