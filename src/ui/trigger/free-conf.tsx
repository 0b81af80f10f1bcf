import { useState } from "react";
import { Field, TextArea } from "../kit/field.tsx";
import { useWords } from "../words/catalogue.ts";
import { RecentConfs, type Conf } from "./recent-confs.tsx";

interface FreeConfProps {
  readonly dagId: string;
  /** Null while what stands there is no object. */
  readonly onConf: (conf: Conf | null) => void;
}

/** A DAG without parameters takes any object. */
export function FreeConf({ dagId, onConf }: FreeConfProps) {
  const t = useWords();
  const [text, setText] = useState("");
  const change = (next: string) => {
    setText(next);
    onConf(readConf(next));
  };
  const error = readConf(text) === null ? t("trigger.wrong_json") : "";
  return (
    <>
      <RecentConfs dagId={dagId} onChoose={(conf) => change(JSON.stringify(conf, null, 2))} />
      <Field label={t("trigger.conf")} hint={t("trigger.confHint")} error={error}>
        {(tie) => (
          <TextArea {...tie} rows={4} placeholder="{}" value={text} onChange={(event) => change(event.target.value)} />
        )}
      </Field>
    </>
  );
}

function readConf(text: string): Conf | null {
  try {
    const value: unknown = JSON.parse(text.trim() === "" ? "{}" : text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Conf) : null;
  } catch {
    return null;
  }
}
