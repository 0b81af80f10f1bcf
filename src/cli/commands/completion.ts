import tab from "@bomb.sh/tab/commander";
import type { Group } from "../cli.ts";

/** Last, as it walks what the program has by then. */
export const addCompletion: Group = (program) => {
  tab(program, { completionCommandName: "completion" });
  const command = program.commands.find((one) => one.name() === "completion");
  command?.description("a script that completes commands in your shell").addHelpText(
    "after",
    `
Once, by shell:
  bash        echo 'source <(tradewind completion bash)' >> ~/.bashrc
  zsh         echo 'source <(tradewind completion zsh)' >> ~/.zshrc
  fish        tradewind completion fish > ~/.config/fish/completions/tradewind.fish
  powershell  tradewind completion powershell >> $PROFILE`,
  );
};
