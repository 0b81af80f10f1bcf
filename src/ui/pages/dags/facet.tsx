import { Select } from "../../kit/field.tsx";
import { useSearchState } from "../../search-state.ts";

interface FacetProps {
  /** In the URL. */
  readonly name: string;
  /** What is shown while nothing is chosen, and the control's name. */
  readonly all: string;
  readonly values: readonly string[];
}

/** One of the values that the rows have; not there when all have the same. */
export function Facet({ name, all, values }: FacetProps) {
  const [value, setValue] = useSearchState(name);
  if (values.length < 2 && value === "") return null;
  const known = values.includes(value) || value === "" ? values : [value, ...values];
  const options = [{ value: "", label: all }, ...known.map((one) => ({ value: one, label: one }))];
  return (
    <span className="w-22 max-sm:flex-1 2xl:w-25">
      <Select
        aria-label={all}
        options={options}
        value={value}
        onChange={setValue}
        className={value === "" ? "text-ink-2" : "border-accent bg-selected"}
      />
    </span>
  );
}
