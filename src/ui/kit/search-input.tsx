import type { KeyboardEvent, Ref } from "react";
import { INPUT } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { useDraft } from "./use-draft.ts";

interface SearchInputProps {
  /** Its name and its placeholder. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
  readonly ref?: Ref<HTMLInputElement>;
}

/** Escape empties it, and leaves it when it is empty; Enter leaves it, so that `j` and `k` walk over what was found. */
export function SearchInput({ label, value, onChange, className = "", ref }: SearchInputProps) {
  const [text, setText] = useDraft(value, onChange);
  const leave = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape" && text !== "") return setText("");
    if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
  };
  return (
    <span className={`relative inline-flex ${className}`}>
      <Icon name="search" size={14} className="pointer-events-none absolute start-2.5 top-2.25 text-ink-3" />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={leave}
        autoComplete="off"
        spellCheck={false}
        className={`${INPUT} ps-8`}
      />
      {text === "" && <kbd className="key absolute end-2 top-1.75 max-sm:hidden">/</kbd>}
    </span>
  );
}
