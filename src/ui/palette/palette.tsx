import { Dialog } from "../kit/dialog.tsx";
import { useWords } from "../words/catalogue.ts";

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  return (
    <Dialog title={t("keys.palette")} onClose={onClose}>
      …
    </Dialog>
  );
}
