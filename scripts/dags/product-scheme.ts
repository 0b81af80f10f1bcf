/** How product modules are named inside a bundle: no path of a machine, so a bundle is the same everywhere. */
export const PRODUCT_SCHEME = "tradewind:";
