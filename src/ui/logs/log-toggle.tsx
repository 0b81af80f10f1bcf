interface ToggleProps {
  readonly label: string;
  readonly text: string;
  readonly isOn: boolean;
  readonly onPress: () => void;
}

/** A small button that stays pressed. */
export function Toggle({ label, text, isOn, onPress }: ToggleProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      aria-label={label}
      title={label}
      onClick={onPress}
      className={`flex h-7 min-w-7 items-center justify-center rounded-md px-1.5 font-mono text-xs ${isOn ? "bg-accent-soft text-accent" : "text-ink-2 hover:bg-hover"}`}
    >
      {text}
    </button>
  );
}
