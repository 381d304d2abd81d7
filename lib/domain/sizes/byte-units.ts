/** Azure's "GB" of snapshots and disks is a GiB. */
export const GIB_BYTES = 1024 ** 3;
