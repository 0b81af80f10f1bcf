import { describe, expect, it } from "vitest";
import { look, press, untilText } from "./support/acting.ts";
import { RUNS } from "./support/deployment.ts";
import { Stage } from "./support/stage.ts";

const stage = new Stage();
const MODEL = RUNS.chosen.dag;
const star = (pressed: boolean) => stage.page.getByRole("button", { name: `${MODEL}: favourite`, pressed });
const favorites = async () => (await stage.call("/api/v2/dags?is_favorite=true")).dags.map(({ dag_id }: any) => dag_id);

describe("a favourite", () => {
  it("becomes one by its star, is found among them, and leaves them by a key of its page", async () => {
    await stage.open("/dags");
    await star(false).click();
    await star(true).waitFor();
    await expect.poll(favorites).toEqual([MODEL]);
    await press(stage.page, "Favourites");
    await stage.page.waitForURL(/favorites=on/);
    await stage.page.getByRole("link", { name: "load_orders" }).waitFor({ state: "detached" });
    await stage.page.getByRole("link", { name: "choose_model" }).click();
    await star(true).waitFor();
    await stage.type("s");
    await star(false).waitFor();
    await expect.poll(favorites).toEqual([]);
    const palette = await look(stage.page, `Add ${MODEL}`);
    await palette.getByRole("option", { name: `Add ${MODEL} to the favourites` }).click();
    await star(true).waitFor();
    await expect.poll(favorites).toEqual([MODEL]);
  });

  it("is one or not as the last of quick clicks says", async () => {
    await stage.product.call("POST", `/api/v2/dags/${MODEL}/favorite`);
    const late = Promise.withResolvers<void>();
    await stage.page.route("**/unfavorite", async (route) => {
      await late.promise;
      await route.continue();
    });
    await stage.open(`/dags/${MODEL}`);
    await star(true).click();
    await star(false).click();
    await star(true).waitFor();
    const answered = stage.page.waitForResponse("**/favorite");
    late.resolve();
    await answered;
    await stage.page.reload();
    await expect.poll(() => star(true).count()).toBe(1);
  });

  it("stays one where the server refuses", async () => {
    await stage.product.call("POST", `/api/v2/dags/${MODEL}/favorite`);
    await stage.page.route("**/unfavorite", (route) => route.fulfill({ status: 503, json: { detail: "busy" } }), {
      times: 1,
    });
    await stage.open(`/dags/${MODEL}`);
    await star(true).click();
    await untilText(stage.page, "busy");
    await star(true).waitFor();
    await star(true).click();
    await star(false).waitFor();
    await stage.until(`/api/v2/dags/${MODEL}/details`, ({ is_favorite }) => is_favorite === false);
  });
});
