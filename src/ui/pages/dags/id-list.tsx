const SHOWN = 100;

/** What an action is about, by name. */
export function IdList({ ids }: { readonly ids: readonly string[] }) {
  return (
    <ul className="max-h-52 overflow-auto rounded-md border border-line bg-canvas px-3 py-2 font-mono text-xs">
      {ids.slice(0, SHOWN).map((id) => (
        <li key={id}>{id}</li>
      ))}
      {ids.length > SHOWN && <li className="text-ink-3">+{ids.length - SHOWN}</li>}
    </ul>
  );
}
