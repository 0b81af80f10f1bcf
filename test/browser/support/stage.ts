import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { launchBrowser } from "./browser.ts";
import { startDeployment, visit, type Deployment, type Visit } from "./deployment.ts";

/** A deployment of a test file's own, and a page of a signed-in admin that begins every test empty. */
export class Stage {
  #browser: Browser | undefined;
  #deployment: Deployment | undefined;
  #visit: Visit | undefined;

  constructor() {
    beforeAll(async () => {
      [this.#browser, this.#deployment] = await Promise.all([launchBrowser(), startDeployment()]);
      this.#visit = await visit(this.#browser, this.#deployment.url);
    });
    afterAll(async () => {
      await this.#browser?.close();
      await this.#deployment?.product.stop();
    });
    beforeEach(() => this.page.goto("about:blank"));
  }

  get page(): Page {
    return need(this.#visit).page;
  }
  get visit(): Visit {
    return need(this.#visit);
  }
  get product() {
    return need(this.#deployment).product;
  }
  get url(): string {
    return need(this.#deployment).url;
  }
  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }
  field(label: string): Locator {
    return this.dialog.getByLabel(label, { exact: true });
  }
  /** Sends the form of a dialog, which goes once the server has taken it. */
  async send(button: string | RegExp = "Save"): Promise<void> {
    await this.dialog.getByRole("button", { name: button, exact: true }).click();
    await this.dialog.waitFor({ state: "detached" });
  }

  open(path: string) {
    return this.page.goto(this.url + path);
  }
  async call(path: string) {
    return (await this.product.call("GET", path)).body;
  }
  until(path: string, isDone: (body: any) => boolean) {
    return this.product.until(path, isDone);
  }
  async runToEnd(dag: string, run: string): Promise<void> {
    await this.product.trigger(dag, run);
    await this.product.untilEnded(dag, run);
  }
  async type(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }
}

function need<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("The stage is not set yet");
  return value;
}
