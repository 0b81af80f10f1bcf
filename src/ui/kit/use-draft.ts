import { useState } from "react";

/**
 * A text that somebody types and the URL keeps. What is typed stands there at once: the URL follows in its own time,
 * and a field that waited for it would take back the letters that came meanwhile.
 */
export function useDraft(value: string, onChange: (value: string) => void): readonly [string, (value: string) => void] {
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === value) setDraft(null);
  const change = (typed: string) => {
    setDraft(typed);
    onChange(typed);
  };
  return [draft ?? value, change];
}
