// Takes a picture of every view in every state, of a product started and seeded here, into .tradewind/gallery:
// npm run gallery -- [--only dag-graph] [--width 1280] [--theme light] [--dir rtl]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { importAirflow } from "../test/browser/support/airflow.ts";
import { launchBrowser } from "../test/browser/support/browser.ts";
import { LOGIN } from "./bench/product.ts";
import { ROOT } from "./dags/root.ts";
import { updateAssets, writeAssetDags } from "./gallery/assets.ts";
import { renderGallery } from "./gallery/page.ts";
import { takeAll, type Look, type Picture } from "./gallery/take.ts";
import { listStates, listViews } from "./gallery/views.ts";
import { startSeeded } from "./ui/seeded.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, width: { type: "string" }, theme: { type: "string" }, dir: { type: "string" } },
});
const LOOKS: readonly Look[] = (["light", "dark"] as const).flatMap((theme) =>
  ([390, 1280, 2560] as const).map((width) => ({ theme, width, isTurned: values.dir === "rtl" })),
);

const looks = LOOKS.filter(
  ({ theme, width }) => (values.theme ?? theme) === theme && (values.width ?? String(width)) === String(width),
);
execFileSync(process.execPath, [join(import.meta.dirname, "build-ui.ts"), "--if-changed"], { stdio: "inherit" });
const gallery = join(ROOT, ".tradewind/gallery");
mkdirSync(gallery, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "tradewind-gallery-"));
const pictures: Picture[] = [];
try {
  writeAssetDags(join(folder, "dags"));
  const seeded = await startSeeded(folder);
  await updateAssets(seeded);
  await importAirflow(seeded.product.host.url, LOGIN);
  const browser = await launchBrowser();
  const views = listViews(seeded);
  const shots = [...views, ...listStates(views)].filter(({ name }) => name.startsWith(values.only ?? ""));
  try {
    for (const look of looks) {
      pictures.push(...(await takeAll(browser, seeded.product.host.url, shots, look, gallery)));
      console.log(`${look.theme} ${look.width}: ${pictures.length} pictures`);
    }
  } finally {
    await browser.close();
    await seeded.product.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
writeFileSync(join(gallery, "index.html"), renderGallery(pictures));
for (const { file, complaints, overflow } of pictures) {
  if (overflow > 0) console.log(`${file}: ${overflow} px too wide`);
  for (const complaint of complaints) console.log(`${file}: ${complaint}`);
}
console.log(`${pictures.length} pictures: ${join(gallery, "index.html")}`);
