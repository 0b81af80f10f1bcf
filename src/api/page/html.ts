/** The static shell of the status page. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Tradewind</title>
<link rel="stylesheet" href="/status.css">
<link rel="icon" href="data:,">
<script src="/status.js" type="module"></script>
</head>
<body>
<header><h1>Tradewind</h1><span id="health" role="status"></span><button id="leave" class="quiet" hidden>Sign out</button></header>
<main>
<form id="login" hidden>
<h2>Sign in</h2>
<label>User <input name="username" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>
<p id="message" role="alert"></p>
<section id="dags" aria-label="DAGs"></section>
<section id="run" aria-label="Run" hidden></section>
</main>
</body>
</html>
`;
