const INKS: Readonly<Record<string, string>> = {
  GET: "text-ink-2",
  DELETE: "text-danger-ink",
};

export function Method({ method }: { readonly method: string }) {
  return <span className={`font-mono text-xs font-semibold ${INKS[method] ?? "text-accent"}`}>{method}</span>;
}
