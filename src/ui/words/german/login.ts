import type { Translation } from "../translate.ts";
import type { login as english } from "../english/login.ts";

export const login: Translation<typeof english> = {
  title: "Bei Tradewind anmelden",
  username: "Benutzername",
  password: "Passwort",
  submit: "Anmelden",
  submitting: "Meldet an…",
  refused: "Name und Passwort passen nicht zusammen.",
  unreachable: "Der Server ist nicht erreichbar. Versuchen Sie es gleich noch einmal.",
  hint: "Der erste Benutzer heißt „admin“; sein Passwort wurde beim Start des Servers ausgegeben.",
};
