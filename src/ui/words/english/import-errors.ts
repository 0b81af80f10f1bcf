export const importErrors = {
  hint: "What such a file deployed before goes on as it was; the new version comes with the next file that compiles.",
  noneHint: "A file that does not compile stands here, with the line that is wrong.",
  of: "What is wrong with {file}",
};
