import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useActionState, useEffect, useRef } from "react";
import { ApiError } from "../../api/http.ts";
import { logIn } from "../../api/session.ts";
import { Button } from "../../kit/button.tsx";
import { Field, TextInput } from "../../kit/field.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useWords, type WordKey } from "../../words/catalogue.ts";

export function LoginPage() {
  const t = useWords();
  const [{ failure, username }, submit, isPending] = useLogin();
  const first = useRef<HTMLFormElement>(null);
  useEffect(() => {
    document.title = t("login.title");
  }, [t]);
  useEffect(() => first.current?.querySelector("input")?.focus(), []);
  return (
    <main className="grid h-full place-items-center p-4">
      <form ref={first} action={submit} className="grid w-full max-w-80 gap-4">
        <span className="flex size-9 items-center justify-center rounded-lg bg-accent text-accent-ink">
          <Icon name="wind" size={22} />
        </span>
        <h1 className="text-lg font-semibold">{t("login.title")}</h1>
        <Field label={t("login.username")}>
          {(tie) => <TextInput {...tie} name="username" defaultValue={username} autoComplete="username" required />}
        </Field>
        <Field label={t("login.password")} error={failure === null ? "" : t(failure)} hint={t("login.hint")}>
          {(tie) => <TextInput {...tie} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        <Button type="submit" look="primary" disabled={isPending}>
          {t(isPending ? "login.submitting" : "login.submit")}
        </Button>
      </form>
    </main>
  );
}

/** The name stays in its field when the password was wrong. */
interface Attempt {
  readonly username: string;
  readonly failure: WordKey | null;
}

function useLogin() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { next = "/" } = useSearch({ strict: false });
  return useActionState<Attempt, FormData>(
    async (_, form) => {
      const username = readText(form, "username");
      try {
        await logIn(username, readText(form, "password"));
      } catch (error) {
        const isRefused = error instanceof ApiError && error.status > 0 && error.status < 500;
        return { username, failure: isRefused ? "login.refused" : "login.unreachable" };
      }
      queryClient.clear();
      // Only a path of our own: an address of another host would be followed too.
      await navigate({ href: /^\/(?!\/)/.test(next) ? next : "/" });
      return { username, failure: null };
    },
    { username: "", failure: null },
  );
}

function readText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
