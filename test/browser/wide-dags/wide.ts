import { asset, dag } from "tradewind";

/** More than a screen takes, so that both graphs have their maps. */
export const wide = dag("wide", { description: "Sixty tasks between two", isPausedUponCreation: true });
const first = wide.task("first", () => 1);
const middle = Array.from({ length: 60 }, (_, index) => wide.task(`part_${index}`, { after: [first] }, () => index));
wide.task("last", { after: middle }, () => 1);

export const links = dag("links", { description: "Brings about many assets", isPausedUponCreation: true });
for (let index = 0; index < 14; index += 1) {
  links.task(`make_${index}`, { outlets: [asset(`link_${index}`, { uri: `r2://links/${index}` })] }, () => index);
}
