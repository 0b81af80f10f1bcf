import { dag, NonRetryable } from "tradewind";

/** Reads what a deployment is told, says it aloud, and ends as it is told to. */
const d = dag("configuration");
d.task("read", async (_, { variable, connection, log, conf }) => {
  const token = await variable("shop_token");
  const shop = await connection("shop", "http");
  log(`calling ${shop.host} as ${shop.login}:${shop.password} with ${token}`, { header: `Bearer ${token}` });
  if (conf["fail"] === true) throw new NonRetryable(`${shop.host} refused ${shop.password}`);
  return { host: shop.host, lengths: [token.length, shop.password?.length ?? 0] };
});
export default d;
