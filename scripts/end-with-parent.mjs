// Loaded before a script that npm starts: npm ends at SIGTERM without passing it on, and a process that nobody waits for any
// more must not go on for ever.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.kill(process.pid, "SIGTERM"), 500).unref();
