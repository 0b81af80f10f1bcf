/** As much of an R2 bucket as handlers use, of texts. */
export function createBucket(objects: Map<string, string> = new Map()) {
  const describe = (key: string, text: string) => ({
    key,
    size: text.length,
    etag: `etag-${text.length}`,
    uploaded: new Date(0),
    text: async () => text,
    json: async (): Promise<unknown> => JSON.parse(text),
  });
  const find = async (key: string) => {
    const text = objects.get(key);
    return text === undefined ? null : describe(key, text);
  };
  const put = async (key: string, text: string) => {
    objects.set(key, text);
    return describe(key, text);
  };
  return { objects, binding: { put, get: find, head: find } };
}
