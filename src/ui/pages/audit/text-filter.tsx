import { TextInput } from "../../kit/field.tsx";
import { useDraft } from "../../kit/use-draft.ts";
import { useSearchState } from "../../search-state.ts";

/** A part of a name to look for; it stands in the URL. */
export function TextFilter({ name, label }: { readonly name: string; readonly label: string }) {
  const [value, setValue] = useDraft(...useSearchState(name));
  return (
    <TextInput
      type="search"
      className="w-36! max-sm:w-[calc(50%-0.25rem)]!"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => setValue(event.target.value)}
    />
  );
}
