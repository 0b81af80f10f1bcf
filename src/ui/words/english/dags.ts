export const dags = {
  title: "Dags",
};
