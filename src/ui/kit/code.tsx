import { useState } from "react";
import { useWords } from "../words/catalogue.ts";
import { IconButton } from "./button.tsx";

/** An id or a value within a sentence. */
export function Code({ children }: { readonly children: string }) {
  return <code className="rounded bg-hover px-1 py-0.5 font-mono text-xs">{children}</code>;
}

/** Some lines to read and to copy. Files with a language belong in the code viewer, which is loaded when needed. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }) {
  const t = useWords();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="relative" dir="ltr">
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        className="max-h-96 overflow-auto rounded-md border border-line bg-canvas p-3 pe-10 font-mono text-xs whitespace-pre-wrap"
      >
        {text}
      </pre>
      <div className="absolute end-1.5 top-1.5">
        <IconButton
          icon={isCopied ? "check" : "copy"}
          label={t(isCopied ? "common.copied" : "common.copy")}
          onClick={() => void copy()}
        />
      </div>
    </div>
  );
}
