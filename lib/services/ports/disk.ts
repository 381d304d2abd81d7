/** The disk of the data directory. */
export interface Disk {
  /** Writes a little there and reads it back; the bytes that are free. Rejects with storage-unavailable. */
  probe(): Promise<{ freeBytes: number }>;
}
