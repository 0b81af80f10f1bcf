import { AdminFrame } from "../../admin/frame.tsx";
import { ListView } from "../../admin/list-view.tsx";
import { nameOf } from "../../api/connections.ts";
import { listQuery, useList } from "../../api/list.ts";
import { deletePool, POOLS, type Pool } from "../../api/pools.ts";
import { useMay } from "../../api/session.ts";
import { DeleteDialog } from "../../kit/delete-dialog.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { GRID, listColumns } from "./columns.tsx";
import { PoolForm } from "./form.tsx";
import { Parties } from "./parties.tsx";

/** How much may run at once, who holds it and who waits for it. */
export function PoolsPage() {
  const t = useWords();
  const mayChange = useMay("administer");
  const [text] = useSearchState("q");
  const [shown, show] = useSearchState("pool");
  const [edited, edit] = useSearchState("edit");
  const [dropped, drop] = useSearchState("delete");
  const list = useList(listQuery<Pool>(POOLS, "pools", { pool_name_pattern: text }));
  const find = (name: string) => list.rows?.find((row) => keyOf(row) === name);
  const current = find(edited) ?? null;
  const split = shown === "" ? "grid-rows-1" : "grid-rows-2 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:grid-rows-1";
  return (
    <AdminFrame title={t("admin.pools")}>
      <div className={`grid h-full ${split}`}>
        <div className="min-h-0 min-w-0">
          <ListView
            label={t("admin.pools")}
            search={t("pools.search")}
            list={list}
            rowKey={keyOf}
            columns={listColumns(t, { keyOf, show, edit, drop, mayChange })}
            grid={GRID}
            icon="grid"
            empty={t("pools.none")}
            emptyHint={t("pools.noneHint")}
            onOpen={(row) => show(keyOf(row))}
            create={mayChange ? { words: t("pools.create"), run: () => edit("new:") } : undefined}
          />
        </div>
        {shown !== "" && <Parties name={shown} onClose={() => show("")} />}
      </div>
      {mayChange && (edited === "new:" || current !== null) && <PoolForm pool={current} onClose={() => edit("")} />}
      {mayChange && find(dropped) !== undefined && <DropDialog name={dropped} onClose={() => drop("")} />}
    </AdminFrame>
  );
}

function DropDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const t = useWords();
  return (
    <DeleteDialog
      name={name}
      hint={t("pools.deleteHint")}
      onDelete={() => deletePool(name)}
      touches={["list", POOLS]}
      onClose={onClose}
    />
  );
}

function keyOf({ name, team_name }: Pool): string {
  return nameOf(name, team_name);
}
