import type { Picture } from "./take.ts";

/** A page with all pictures, a view a row. */
export function renderGallery(pictures: readonly Picture[]): string {
  const rows = Map.groupBy(pictures, ({ name, state }) => `${name} · ${state}`);
  const body = [...rows].map(([title, all]) => `<h2>${title}</h2><div>${all.map(renderPicture).join("")}</div>`);
  return `<!doctype html><meta charset="utf-8"><title>Gallery</title><style>${STYLE}</style>${body.join("\n")}\n`;
}

function renderPicture({ file, theme, width, complaints, overflow }: Picture): string {
  const faults = [...complaints, ...(overflow > 0 ? [`${overflow} px too wide`] : [])].map(escape);
  const words = `${theme} ${width}${faults.length === 0 ? "" : ` <b>${faults.join("<br>")}</b>`}`;
  return `<figure><a href="${file}"><img src="${file}" loading="lazy" height="300" alt=""></a><figcaption>${words}</figcaption></figure>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

const STYLE =
  "body{font:13px system-ui;margin:1rem}div{display:flex;flex-wrap:wrap;gap:8px}figure{margin:0}img{border:1px solid #999}b{color:#b00}";
