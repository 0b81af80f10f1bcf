import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { MergeView } from "@codemirror/merge";
import { highlightSelectionMatches, openSearchPanel, search } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";

/** Colours of the page's own variables, so that light and dark both hold. */
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.regexp], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--ink-3)" },
  { tag: [tags.typeName, tags.className], color: "var(--code-type)" },
  { tag: [tags.propertyName, tags.function(tags.variableName)], color: "var(--code-name)" },
]);

const LOOK = EditorView.theme({
  "&": { height: "100%", fontSize: "12.5px", backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-3)", border: "none" },
  "&.cm-focused": { outline: "none" },
});

function readOnly(language: "typescript" | "json", label: string): Extension {
  return [
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label }),
    lineNumbers(),
    search({ top: true }),
    highlightSelectionMatches(),
    language === "json" ? json() : javascript({ typescript: true }),
    syntaxHighlighting(COLOURS),
    LOOK,
  ];
}

/** Where an editor stands: within a shadow root its styles are adopted sheets, which the strict policy allows. */
function openRoot(place: HTMLElement): ShadowRoot {
  return place.shadowRoot ?? place.attachShadow({ mode: "open" });
}

interface CodeViewProps {
  readonly text: string;
  readonly label: string;
  readonly language?: "typescript" | "json";
}

/** A file to be read: coloured, numbered, searched by Mod-F. Only the visible lines exist. */
export function CodeView({ text, label, language = "typescript" }: CodeViewProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return undefined;
    const state = EditorState.create({ doc: text, extensions: readOnly(language, label) });
    const root = openRoot(place.current);
    const view = new EditorView({ parent: root, root, state });
    const find = (event: KeyboardEvent) => {
      if (event.key !== "f" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      openSearchPanel(view);
    };
    view.dom.addEventListener("keydown", find);
    return () => view.destroy();
  }, [text, label, language]);
  return <div ref={place} dir="ltr" className="h-full overflow-hidden" />;
}

interface DiffViewProps {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

/** Two files side by side, with what changed; long stretches without a change are folded. */
export function DiffView({ before, after, label }: DiffViewProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return undefined;
    const extensions = readOnly("typescript", label);
    const root = openRoot(place.current);
    const view = new MergeView({
      parent: root,
      root,
      a: { doc: before, extensions },
      b: { doc: after, extensions },
      collapseUnchanged: { margin: 3, minSize: 6 },
      gutter: true,
    });
    return () => view.destroy();
  }, [before, after, label]);
  return <div ref={place} dir="ltr" className="h-full overflow-auto" />;
}
