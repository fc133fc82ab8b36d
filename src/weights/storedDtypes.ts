/** Element types as safetensors names them, with their widths. */
import type { StoredDtype } from './weights.ts';

export interface StoredDtypeFacts {
  readonly id: StoredDtype;
  /** The name in a safetensors header. */
  readonly name: string;
  readonly bits: number;
}

/** In the reference implementation's order (safetensors: tensor.rs `Dtype`), which its writer sorts by, descending. */
const facts: readonly StoredDtypeFacts[] = [
  { id: 'bool', name: 'BOOL', bits: 8 },
  { id: 'f4', name: 'F4', bits: 4 },
  { id: 'f6_e2m3', name: 'F6_E2M3', bits: 6 },
  { id: 'f6_e3m2', name: 'F6_E3M2', bits: 6 },
  { id: 'u8', name: 'U8', bits: 8 },
  { id: 'i8', name: 'I8', bits: 8 },
  { id: 'f8_e5m2', name: 'F8_E5M2', bits: 8 },
  { id: 'f8_e4m3', name: 'F8_E4M3', bits: 8 },
  { id: 'f8_e8m0', name: 'F8_E8M0', bits: 8 },
  { id: 'f8_e4m3fnuz', name: 'F8_E4M3FNUZ', bits: 8 },
  { id: 'f8_e5m2fnuz', name: 'F8_E5M2FNUZ', bits: 8 },
  { id: 'i16', name: 'I16', bits: 16 },
  { id: 'u16', name: 'U16', bits: 16 },
  { id: 'f16', name: 'F16', bits: 16 },
  { id: 'bf16', name: 'BF16', bits: 16 },
  { id: 'i32', name: 'I32', bits: 32 },
  { id: 'u32', name: 'U32', bits: 32 },
  { id: 'f32', name: 'F32', bits: 32 },
  { id: 'c64', name: 'C64', bits: 64 },
  { id: 'f64', name: 'F64', bits: 64 },
  { id: 'i64', name: 'I64', bits: 64 },
  { id: 'u64', name: 'U64', bits: 64 },
];

const byName: ReadonlyMap<string, StoredDtypeFacts> = new Map(facts.map((dtype) => [dtype.name, dtype]));
const byId = Object.fromEntries(facts.map((dtype, rank) => [dtype.id, { ...dtype, rank }])) as Readonly<
  Record<StoredDtype, StoredDtypeFacts & { rank: number }>
>;

/** The type a header names, or undefined for a name the format does not know. */
export function dtypeNamed(name: string): StoredDtypeFacts | undefined {
  return byName.get(name);
}

export function dtypeBits(dtype: StoredDtype): number {
  return byId[dtype].bits;
}

export function headerName(dtype: StoredDtype): string {
  return byId[dtype].name;
}

/** Place in the reference's order; wider types rank higher. */
export function dtypeRank(dtype: StoredDtype): number {
  return byId[dtype].rank;
}

/** Number of elements of a shape, or undefined where it is past 2^53. */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1;
  for (const dim of shape) {
    count *= dim;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}
