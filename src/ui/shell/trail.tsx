import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "../kit/icon.tsx";
import { useWords } from "../words/catalogue.ts";
import { findPageWords, findSection, usePlace } from "./place.ts";

const STEP = "truncate text-ink-2 hover:text-ink";
/** How readily a step gives way: the id of a run before any of the names. */
const GIVES_WAY = ["shrink-0", "min-w-0 shrink", "min-w-16 shrink-[100000]", "min-w-0 shrink"];

/** The way to the page: the section, the DAG, the run, the task. */
export function Trail() {
  const steps = useSteps();
  const place = usePlace();
  // A phone has room for the page's name, and for that of what a view shows where the view has a name of its own.
  const shown = findPageWords(place) !== null && place.dagId !== undefined ? 2 : 1;
  return (
    <ol className="flex min-w-0 items-center gap-1 font-medium">
      {steps.map((step, index) => (
        <li
          key={index}
          className={`flex items-center gap-1 ${GIVES_WAY[index]} ${index < steps.length - shown ? "max-md:hidden" : ""} ${index === steps.length - 1 ? "*:text-ink" : ""}`}
        >
          {index > 0 && (
            <Icon
              name="chevronRight"
              size={12}
              className={`text-ink-3 ${index === steps.length - shown ? "max-md:hidden" : ""}`}
            />
          )}
          {typeof step === "string" ? <span className="truncate">{step}</span> : step}
        </li>
      ))}
    </ol>
  );
}

function useSteps(): ReactNode[] {
  const t = useWords();
  const place = usePlace();
  const section = findSection(place.pathname);
  const part = findPageWords(place);
  const { source } = useParams({ strict: false });
  const { dagId, runId, taskId, importedId } = place;
  if (importedId !== undefined) return [...listOrigin(t("shell.dags"), source ?? ""), importedId];
  if (section === undefined) return [];
  const words = part === null ? [] : [t(part)];
  if (dagId === undefined && part === null) return [t(section.words)];
  const steps: ReactNode[] = [
    <Link key="section" to={section.to} className={STEP}>
      {t(section.words)}
    </Link>,
  ];
  if (dagId === undefined) return [...steps, ...words];
  steps.push(
    <Link key="dag" to="/dags/$dagId" params={{ dagId }} className={STEP}>
      {dagId}
    </Link>,
  );
  if (runId === undefined) return [...steps, ...words];
  steps.push(
    <Link key="run" to="/dags/$dagId/runs/$runId" params={{ dagId, runId }} className={STEP}>
      {runId}
    </Link>,
  );
  return [...steps, ...(taskId === undefined ? words : [taskId])];
}

function listOrigin(section: string, source: string): ReactNode[] {
  return [
    <Link key="section" to="/dags" search={{ scope: "imported" }} className={STEP}>
      {section}
    </Link>,
    <Link key="source" to="/dags" search={{ scope: "imported", source }} className={STEP}>
      {source}
    </Link>,
  ];
}
