export const login = {
  title: "Sign in to Tradewind",
  username: "User name",
  password: "Password",
  submit: "Sign in",
  submitting: "Signing in…",
  refused: "This name and password do not fit together.",
  unreachable: "The server cannot be reached. Try again in a moment.",
  hint: "The first user is “admin”; its password was printed when the server started.",
};
