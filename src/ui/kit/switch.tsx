interface SwitchProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  /** What is switched, for readers and as the title. */
  readonly label: string;
  readonly isDisabled?: boolean;
}

export function Switch({ isOn, onChange, label, isDisabled = false }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onClick={() => onChange(!isOn)}
      className="group inline-flex h-6 w-8 shrink-0 items-center justify-center rounded disabled:opacity-50"
    >
      <span className="flex h-4 w-7 items-center rounded-full bg-(--control-line) p-0.5 transition-colors group-aria-checked:bg-accent">
        <span className="size-3 rounded-full bg-surface transition-transform group-aria-checked:translate-x-3 rtl:group-aria-checked:-translate-x-3" />
      </span>
    </button>
  );
}

interface CheckboxProps {
  readonly isChecked: boolean | "some";
  readonly onChange: (isChecked: boolean) => void;
  readonly label: string;
}

/** A box to tick, 16 px in a target of 24. */
export function Checkbox({ isChecked, onChange, label }: CheckboxProps) {
  return (
    <span className="inline-flex size-6 items-center justify-center">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        aria-label={label}
        checked={isChecked === true}
        ref={(box) => {
          if (box !== null) box.indeterminate = isChecked === "some";
        }}
        onChange={(event) => onChange(event.target.checked)}
      />
    </span>
  );
}
