import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useActionState } from "react";
import { ApiError } from "../../api/http.ts";
import { logIn } from "../../api/session.ts";
import { Button } from "../../kit/button.tsx";
import { Field, TextInput } from "../../kit/field.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useWords, type WordKey } from "../../words/catalogue.ts";

export function LoginPage() {
  const t = useWords();
  const [failure, submit, isPending] = useLogin();
  return (
    <main className="grid h-full place-items-center p-4">
      <form action={submit} className="grid w-full max-w-80 gap-4">
        <span className="flex size-9 items-center justify-center rounded-lg bg-accent text-accent-ink">
          <Icon name="wind" size={22} />
        </span>
        <h1 className="text-lg font-semibold">{t("login.title")}</h1>
        <Field label={t("login.username")}>
          {(tie) => <TextInput {...tie} name="username" autoComplete="username" required />}
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

function useLogin() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { next = "/" } = useSearch({ strict: false });
  return useActionState<WordKey | null, FormData>(async (_, form) => {
    try {
      await logIn(readText(form, "username"), readText(form, "password"));
    } catch (error) {
      const isRefused = error instanceof ApiError && error.status > 0 && error.status < 500;
      return isRefused ? "login.refused" : "login.unreachable";
    }
    queryClient.clear();
    // Only a path of our own: an address of another host would be followed too.
    await navigate({ href: /^\/(?!\/)/.test(next) ? next : "/" });
    return null;
  }, null);
}

function readText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
