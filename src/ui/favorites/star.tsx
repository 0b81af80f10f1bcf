import { useQueryClient } from "@tanstack/react-query";
import { showError } from "../kit/toast.tsx";
import { Icon } from "../kit/icon.tsx";
import { useWords } from "../words/catalogue.ts";
import { markFavorite } from "./mark-favorite.ts";

/** Everyone has favourites, whatever else they may do. */
export function useMarkFavorite(): (dagId: string, isFavorite: boolean) => void {
  const queries = useQueryClient();
  return (dagId, isFavorite) => void markFavorite(queries, dagId, isFavorite, showError);
}

interface StarProps {
  readonly dagId: string;
  readonly isFavorite: boolean;
}

/** Full for a favourite, an outline for the others. */
export function Star({ dagId, isFavorite }: StarProps) {
  const t = useWords();
  const mark = useMarkFavorite();
  const label = t("dags.favorite", { dag: dagId });
  return (
    <button
      type="button"
      aria-pressed={isFavorite}
      aria-label={label}
      title={label}
      onClick={() => mark(dagId, !isFavorite)}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded text-ink-3 hover:bg-hover hover:text-ink aria-pressed:text-accent"
    >
      <Icon name="star" size={14} className={isFavorite ? "fill-current" : ""} />
    </button>
  );
}
