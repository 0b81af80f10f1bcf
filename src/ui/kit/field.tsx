import { useId, type ComponentProps, type ReactNode } from "react";

export const INPUT =
  "h-8 w-full min-w-0 rounded-md border border-(--control-line) bg-surface px-2.5 text-sm text-ink placeholder:text-ink-3 disabled:opacity-60 aria-invalid:border-danger";

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string;
  /** Given the ids that tie control, hint and error together; spread them into the control. */
  readonly children: (tie: { id: string; "aria-describedby": string; "aria-invalid": boolean }) => ReactNode;
}

/** A control with its label above, and below what helps or what is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const isWrong = error !== undefined && error !== "";
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      {children({ id, "aria-describedby": `${id}-hint`, "aria-invalid": isWrong })}
      <div id={`${id}-hint`} className={`text-xs ${isWrong ? "text-danger-ink" : "text-ink-3"}`} aria-live="polite">
        {isWrong ? error : hint}
      </div>
    </div>
  );
}

export function TextInput({ className = "", ...rest }: ComponentProps<"input">) {
  return <input className={`${INPUT} ${className}`} autoComplete="off" spellCheck={false} {...rest} />;
}

export function TextArea({ className = "", ...rest }: ComponentProps<"textarea">) {
  return <textarea className={`${INPUT} h-auto py-1.5 font-mono ${className}`} spellCheck={false} {...rest} />;
}

interface SelectProps<Value extends string> extends Omit<ComponentProps<"select">, "value" | "onChange"> {
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** The browser's own: it works with every keyboard, phone and reader. Give it `aria-label` or put it in a Field. */
export function Select<Value extends string>({
  options,
  value,
  onChange,
  className = "",
  ...rest
}: SelectProps<Value>) {
  return (
    <select
      className={`${INPUT} ${className}`}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      {...rest}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
