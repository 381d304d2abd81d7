// The last 512 bytes of a fixed VHD, big-endian ("Virtual Hard Disk Image Format Specification", Hard Disk Footer Format): without
// them a page blob is no disk for Azure's import. The same for the same disk and size.
import { createHash } from "node:crypto";

export const FOOTER_BYTES = 512;
const FIXED_DISK = 2;
const SECTOR_BYTES = 512;

export function vhdFooter(sizeBytes: number, diskUniqueId: string): Buffer {
  const footer = Buffer.alloc(FOOTER_BYTES);
  footer.write("conectix", 0, "latin1");
  footer.writeUInt32BE(2, 8);
  footer.writeUInt32BE(0x00010000, 12);
  footer.fill(0xff, 16, 24);
  footer.write("wa\0\0", 28, "latin1");
  footer.writeUInt32BE(0x00070000, 32);
  footer.write("Wi2k", 36, "latin1");
  footer.writeBigUInt64BE(BigInt(sizeBytes), 40);
  footer.writeBigUInt64BE(BigInt(sizeBytes), 48);
  writeGeometry(footer, Math.floor(sizeBytes / SECTOR_BYTES));
  footer.writeUInt32BE(FIXED_DISK, 60);
  createHash("sha256").update(diskUniqueId).digest().copy(footer, 68, 0, 16);
  const sum = footer.reduce((total, byte) => total + byte, 0);
  footer.writeUInt32BE(2 ** 32 - 1 - sum, 64);
  return footer;
}

/** The specification's calculation (its appendix): readers of large disks go by the size. */
function writeGeometry(footer: Buffer, sectors: number): void {
  const [tracks, sectorsPerTrack, heads] = geometryOf(Math.min(sectors, 65_535 * 16 * 255));
  footer.writeUInt16BE(Math.floor(tracks / heads), 56);
  footer.writeUInt8(heads, 58);
  footer.writeUInt8(sectorsPerTrack, 59);
}

function geometryOf(sectors: number): [tracks: number, sectorsPerTrack: number, heads: number] {
  if (sectors >= 65_535 * 16 * 63) return [Math.floor(sectors / 255), 255, 16];
  const small = Math.floor(sectors / 17);
  const heads = Math.max(4, Math.floor((small + 1023) / 1024));
  if (small < heads * 1024 && heads <= 16) return [small, 17, heads];
  const middle = Math.floor(sectors / 31);
  if (middle < 16 * 1024) return [middle, 31, 16];
  return [Math.floor(sectors / 63), 63, 16];
}
