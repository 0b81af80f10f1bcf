import type { Json } from "../../core/json.ts";
import type { XComView } from "../../core/views.ts";
import { Problem } from "../problem.ts";

/** Bytes of a value that an answer carries, at most; a larger one is read from the bucket itself. */
const LARGEST_VALUE = 16 * 1024 * 1024;

/** A published value, from the run's object or from where a large one lies in R2. */
export async function readXComValue(blobs: R2Bucket, xcom: XComView): Promise<Json> {
  if (xcom.blobKey === null) return xcom.value;
  if (xcom.bytes > LARGEST_VALUE) {
    throw new Problem(400, `This value has ${xcom.bytes} bytes; it lies in the bucket under ${xcom.blobKey}`);
  }
  const blob = await blobs.get(xcom.blobKey);
  if (blob === null) throw new Problem(404, `The value's object ${xcom.blobKey} is gone from the bucket`);
  return blob.json<Json>();
}
